/**
 * The map by keyboard. On the map itself arrows move it and + and - zoom (Leaflet's own). Tab leads to the marks, all of them
 * one stop: arrows go from mark to mark, Enter opens, Escape leads back to the map.
 */
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Walk {
  private current: string | null = null;

  constructor(
    private readonly element: HTMLElement,
    /** The marks in the order in which they are walked. */
    private readonly marks: () => HTMLElement[],
    private readonly enter: (id: string) => void,
  ) {
    element.addEventListener('keydown', this.onKey, true);
    element.addEventListener('focusin', this.onFocus);
  }

  /** One of the marks can be reached with Tab: the one that had the focus last, else the first. */
  settle(): void {
    const marks = this.marks();
    const stop = marks.find((mark) => mark.dataset['mark'] === this.current) ?? marks[0];
    for (const mark of marks) mark.tabIndex = mark === stop ? 0 : -1;
  }

  end(): void {
    this.element.removeEventListener('keydown', this.onKey, true);
    this.element.removeEventListener('focusin', this.onFocus);
  }

  private readonly onFocus = (event: FocusEvent): void => {
    const id = event.target instanceof HTMLElement ? event.target.dataset['mark'] : undefined;
    if (id === undefined) return;
    this.current = id;
    this.settle();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const marks = this.marks();
    const at = marks.findIndex((mark) => mark === event.target);
    const mark = marks[at];
    if (mark === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = STEPS[event.code];
    if (step !== undefined) marks[(at + step + marks.length) % marks.length]?.focus();
    else if (event.code === 'Enter' || event.code === 'Space') this.enter(mark.dataset['mark'] ?? '');
    else if (event.code === 'Escape') this.element.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** The map's colours as the style sheet has them now: a canvas cannot read `light-dark()` itself. */
export interface MapColours {
  readonly ground: string;
  readonly street: string;
  readonly water: string;
  readonly green: string;
  readonly district: string;
  readonly school: string;
  readonly line: string;
}

/** Read through a probe element, because a custom property keeps its text until something uses it. */
export function readColours(element: HTMLElement): MapColours {
  const probe = document.createElement('i');
  element.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours: MapColours = {
    ground: read('--map-ground'),
    street: read('--map-street'),
    water: read('--map-water'),
    green: read('--map-green'),
    district: read('--line-strong'),
    school: read('--ink-soft'),
    line: read('--accent'),
  };
  probe.remove();
  return colours;
}

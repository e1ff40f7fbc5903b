/** The map's colours as the style sheet has them now: a canvas cannot read `light-dark()` itself. */
export interface MapColours {
  readonly ground: string;
  readonly main: string;
  readonly street: string;
  readonly lane: string;
  readonly edge: string;
  readonly water: string;
  readonly green: string;
  readonly district: string;
  readonly name: string;
  readonly sought: string;
  readonly panel: string;
  readonly school: string;
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
    main: read('--map-main'),
    street: read('--map-street'),
    lane: read('--map-lane'),
    edge: read('--map-edge'),
    water: read('--map-water'),
    green: read('--map-green'),
    district: read('--map-district'),
    name: read('--map-name'),
    sought: read('--accent'),
    panel: read('--panel'),
    school: read('--ink-soft'),
  };
  probe.remove();
  return colours;
}

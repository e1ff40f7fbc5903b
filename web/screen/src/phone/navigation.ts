/** Hand the way over to a map app: addresses with the point alone, nothing about anybody. */
export interface MapLink {
  readonly name: 'own' | '2gis' | 'google';
  readonly href: string;
}

const shown = (degrees: number): string => degrees.toFixed(6);

/** Links for a point (latitude, longitude): the phone's own map app first. */
export function mapLinks(point: readonly [number, number]): readonly MapLink[] {
  const [lat, lon] = [shown(point[0]), shown(point[1])];
  return [
    { name: 'own', href: `geo:${lat},${lon}?q=${lat},${lon}` },
    { name: '2gis', href: `https://2gis.kz/directions/points/%7C${lon}%2C${lat}` },
    { name: 'google', href: `https://www.google.com/maps/dir/?api=1&travelmode=driving&destination=${lat}%2C${lon}` },
  ];
}

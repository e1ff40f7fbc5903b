/** Coordinates as they are typed: with a point or a comma. Pure. */
export interface PointDraft {
  lat: string;
  lon: string;
}

export function pointDraft(lat?: number, lon?: number): PointDraft {
  return { lat: lat === undefined ? '' : String(lat), lon: lon === undefined ? '' : String(lon) };
}

/** The pair, or null for what is no number. Nothing typed is (0, 0), which the server refuses in words. */
export function pairOf(draft: PointDraft): [number, number] | null {
  const pair = [draft.lat, draft.lon].map((text) => Number(text.trim().replace(',', '.')));
  const [lat = NaN, lon = NaN] = pair;
  return Number.isFinite(lat) && Number.isFinite(lon) ? [lat, lon] : null;
}

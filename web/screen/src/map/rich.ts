/** A map file of the house's own (PMTiles, of the OpenMapTiles or the Protomaps schema), in the colours of our drawn one. */
import type { Layer } from 'leaflet';
import {
  CenteredTextSymbolizer,
  leafletLayer,
  LineLabelSymbolizer,
  LineSymbolizer,
  PolygonSymbolizer,
  type Feature,
  type LabelRule,
  type PaintRule,
} from 'protomaps-leaflet';
import type { Base, Speech } from './baseMap';
import type { MapColours } from './colours';
import { widthOf } from './paint';

/** Words by which either schema tells a street's class. */
const CLASSES: Readonly<Record<string, number>> = {
  motorway: 0, trunk: 0, highway: 0, primary: 1, major_road: 1, secondary: 2, tertiary: 3, medium_road: 3, minor: 4, minor_road: 4, residential: 4,
  service: 5, track: 5,
};
const NAMES: Readonly<Record<Speech, readonly string[]>> = {
  kk: ['name:kk', 'name', 'name:latin'],
  ru: ['name:ru', 'name', 'name:latin'],
  en: ['name:en', 'name', 'name:latin'],
};
const GREEN = new Set(['park', 'wood', 'grass', 'forest', 'cemetery', 'garden', 'scrub']);
const WATERS = ['water'];
const ROADS = ['transportation', 'roads'];

const said = (feature: Feature, ...keys: string[]): string => keys.map((key) => feature.props[key]).find((value) => typeof value === 'string') ?? '';
const classOf = (feature: Feature): number => CLASSES[said(feature, 'class', 'kind')] ?? -1;

export function richLayer(base: Base, speech: Speech, colours: MapColours): Layer {
  return leafletLayer({
    url: `${location.origin}/map/${base.version}/rich.pmtiles`,
    paintRules: paintRules(colours),
    labelRules: labelRules(colours, [...NAMES[speech]]),
    backgroundColor: colours.ground,
    attribution: '',
    lang: speech,
  }) as unknown as Layer;
}

function paintRules(colours: MapColours): PaintRule[] {
  const areas = (layers: readonly string[], fill: string, filter?: (zoom: number, feature: Feature) => boolean): PaintRule[] =>
    layers.map((dataLayer) => ({ dataLayer, symbolizer: new PolygonSymbolizer({ fill }), ...(filter === undefined ? {} : { filter }) }));
  const roads = (kind: number, edge: boolean): PaintRule[] =>
    ROADS.map((dataLayer) => ({
      dataLayer,
      filter: (zoom, feature) => classOf(feature) === kind && widthOf(kind, zoom) > 0,
      symbolizer: new LineSymbolizer({
        color: edge ? colours.edge : kind < 2 ? colours.main : colours.street,
        width: (zoom: number) => widthOf(kind, zoom) + (edge ? 1.5 : 0),
        lineCap: 'round',
        lineJoin: 'round',
      }),
      ...(edge ? { minzoom: 14 } : {}),
    }));
  const kinds = [5, 4, 3, 2, 1, 0];
  return [
    ...areas(['park', 'landcover', 'landuse'], colours.green, (_, feature) => GREEN.has(said(feature, 'class', 'kind'))),
    ...areas(WATERS, colours.water),
    { dataLayer: 'waterway', symbolizer: new LineSymbolizer({ color: colours.water, width: 2 }) },
    ...kinds.flatMap((kind) => roads(kind, true)),
    ...kinds.flatMap((kind) => roads(kind, false)),
    { dataLayer: 'boundary', symbolizer: new LineSymbolizer({ color: colours.district, width: 1, dash: [6, 5] }) },
  ];
}

function labelRules(colours: MapColours, labelProps: string[]): LabelRule[] {
  const text = { labelProps, fill: colours.name, stroke: colours.ground, width: 3 };
  const places: LabelRule[] = ['place', 'places'].map((dataLayer) => ({
    dataLayer,
    symbolizer: new CenteredTextSymbolizer({ ...text, fontFamily: 'system-ui, sans-serif', fontSize: 12, fontWeight: 600 }),
  }));
  const streets: LabelRule[] = ['transportation_name', 'roads'].map((dataLayer) => ({
    dataLayer,
    minzoom: 13,
    symbolizer: new LineLabelSymbolizer({ ...text, fontFamily: 'system-ui, sans-serif', fontSize: 11, fontWeight: 500 }),
  }));
  return [...places, ...streets];
}

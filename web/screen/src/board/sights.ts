/** What the map shows of the desk: read inside an effect, it follows the rows. */
import { isOpenVisit, type TeamRow } from '../live/rows';
import { now } from '../shared/clock.svelte';
import { tryText } from '../shared/language.svelte';
import { milliseconds } from '../shared/time';
import { ahead } from '../map/line';
import type { CaseSpot, Pair, Route, TeamSpot } from '../map/spots';
import type { Desk } from './desk.svelte';
import { STRAY_M } from './ways.svelte';

const OLD_MS = 300_000;

/** What the lines to a case are: along roads, along roads to the school nearest to it, straight. */
export type Lines = 'none' | 'road' | 'near' | 'straight';
export const LINE_WORDS = { road: 'driving.map.road', near: 'driving.map.near', straight: 'board.map.straight' } as const;

export class Sights {
  constructor(private readonly desk: Desk) {}

  /** Where a case is; the exact point of an opened one if the reader may see it. */
  pointOf(id: string): Pair | null {
    const { desk } = this;
    if (desk.placeOfOpened !== null && desk.opened === id) return desk.placeOfOpened;
    const row = desk.row(id);
    const school = desk.registers.schools.get(row?.school ?? row?.nearest_school ?? '');
    return school === undefined ? null : [school.lat, school.lon];
  }

  /** One mark a place: the most urgent case there, or the chosen one, and how many there are. */
  cases(): CaseSpot[] {
    const spots = new Map<string, CaseSpot>();
    for (const row of this.desk.cases) {
      const point = this.pointOf(row.id);
      if (point === null) continue;
      const place = point.join();
      const there = spots.get(place);
      const chosen = row.id === this.desk.selected;
      const kind = row.class === null ? 'none' : String(row.class);
      if (there === undefined) spots.set(place, { id: row.id, point, kind, chosen, count: 1, words: this.desk.registers.place(row) });
      else spots.set(place, { ...there, ...(chosen ? { id: row.id, kind, chosen } : {}), count: there.count + 1 });
    }
    return [...spots.values()];
  }

  /** Teams on duty. Those at one base stand side by side, or only the last would be seen. */
  teams(): TeamSpot[] {
    const beside = new Map<string, number>();
    return [...this.desk.teams.rows.values()]
      .filter((team) => team.status !== 'off')
      .map((team) => {
        const { point, moved, old } = this.whereabouts(team);
        const base = team.home.join();
        const place = moved ? 0 : (beside.get(base) ?? 0);
        if (!moved) beside.set(base, place + 1);
        const words = `${team.name}: ${tryText(`board.team.${team.status}`, {}, team.status)}`;
        return { id: team.id, point, short: team.name.match(/\d+/)?.[0] ?? team.name.slice(0, 2), words, status: team.status, old, beside: place };
      });
  }

  /** The ways of the teams that are sent to a case: along roads where they are known, else straight. */
  routes(id: string): Route[] {
    const to = this.pointOf(id);
    const row = this.desk.row(id);
    if (to === null || row === null) return [];
    return row.visits.filter(isOpenVisit).flatMap((visit): Route[] => {
      const team = this.desk.team(visit.team);
      if (team === null || team.status === 'off') return [];
      const firm = ['en-route', 'on-site', 'let-in'].includes(visit.state);
      const here = this.whereabouts(team).point;
      const line = this.desk.ways.lines.get(visit.id);
      if (line === undefined || !line.byRoad) return [{ points: [here, line?.points.at(-1) ?? to], firm, byRoad: false }];
      return [{ points: ahead(line.points, here).points, firm, byRoad: true }];
    });
  }

  lines(id: string): Lines {
    const routes = this.routes(id);
    if (routes.length === 0) return 'none';
    if (!routes.every((route) => route.byRoad)) return 'straight';
    return [...this.desk.ways.lines.values()].some((line) => line.nearSchool) ? 'near' : 'road';
  }

  /** Whether a team goes another way than its line. */
  strays(id: string): boolean {
    const visits = this.desk.row(id)?.visits.filter(isOpenVisit) ?? [];
    return visits.some((visit) => {
      const [team, line] = [this.desk.team(visit.team), this.desk.ways.lines.get(visit.id)];
      if (team === null || line === undefined || !line.byRoad) return false;
      return ahead(line.points, this.whereabouts(team).point).stray > STRAY_M;
    });
  }

  whereabouts(team: TeamRow): { point: Pair; known: boolean; moved: boolean; old: boolean } {
    const position = this.desk.positions.rows.get(team.id);
    if (position === undefined) return { point: [team.home[0] ?? 0, team.home[1] ?? 0], known: false, moved: false, old: true };
    const old = now() - milliseconds(position.at) > OLD_MS;
    return { point: [position.lat, position.lon], known: true, moved: position.source !== 'base', old };
  }
}

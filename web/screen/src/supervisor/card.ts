/** A card as lines to read. Pure: words and names are handed in. */
import type { Card } from './archive.svelte';
import { linesOf, type Detail, type Speech } from './story';

export interface Pair {
  readonly key: string;
  readonly lines: readonly string[];
  readonly tone: '' | 'missed' | 'overdue';
}

/** The state of the case: only what there is to say. `place` is the school or near which one it is. */
export function pairsOf(card: Card, speech: Speech, place: string): readonly Pair[] {
  const { row } = card;
  const word = (group: string, value: string): string => speech.text(`${group}.${value}`, {}, value);
  const pair = (name: string, lines: readonly string[], tone: Pair['tone'] = ''): Pair => ({ key: `supervisor.card.${name}`, lines, tone });
  const risk = row.class === null ? 'none' : String(row.class);
  const pairs = [
    { key: 'story.field.says_danger', lines: row.says_danger ? [word('story.word.says_danger', 'true')] : [], tone: 'overdue' as const },
    pair('stage', [word('supervisor.stage', row.stage)]),
    pair('class', [word('shell.class', risk)]),
    pair('due', [speech.time(row.due.at), speech.citation(row.due.citation)], row.term_missed ? 'overdue' : ''),
    pair('place', [place, row.district ?? ''].filter((line) => line !== '')),
    pair('channel', [word('story.word.channel', row.channel), row.anonymous ? speech.text('story.field.anonymous', {}, '') : ''].filter((line) => line !== '')),
    pair('owner', row.owner === null ? [] : [speech.person(row.owner)]),
    pair('targets', targetsOf(card, speech), row.missed.length > 0 ? 'missed' : ''),
    pair('visits', visitsOf(card, speech)),
    pair('consent', [word('supervisor.consent', row.consent)]),
    pair('household', row.household_danger ? [speech.text('story.household-danger-recorded.v1', {}, '')] : []),
    pair('services', card.services.map((basis) => word('story.word.basis', basis))),
    pair('duties', dutiesOf(card, speech)),
    pair('follow-ups', card.follow_ups.map((each) => [speech.day(each.on), ...linesOf('what', each.what, speech)].join(': '))),
  ];
  return pairs.filter((each) => each.lines.length > 0);
}

function targetsOf(card: Card, speech: Speech): readonly string[] {
  const missed = new Set<string>(card.row.missed.map((each) => each.target));
  const met = new Set(Object.keys(card.row.met));
  return Object.entries(card.row.targets).map(([target, at]) => {
    const state = missed.has(target) ? 'missed' : met.has(target) ? 'met' : 'waiting';
    const name = speech.text(`story.word.target.${target}`, {}, target);
    return `${name}: ${speech.time(String(at))}, ${speech.text(`supervisor.target.${state}.word`, {}, state)}`;
  });
}

function visitsOf(card: Card, speech: Speech): readonly string[] {
  return card.row.visits.flatMap((visit) => {
    const head = `${speech.team(visit.team)}: ${speech.text(`supervisor.visit.${visit.state}`, {}, visit.state)}`;
    const told = card.visits[visit.id] ?? {};
    const lines = Object.entries(told).flatMap(([field, value]) => {
      const said = linesOf(field, value, speech);
      return said.length === 0 ? [] : [`${speech.text(`story.field.${field}`, {}, field)}: ${said.join(', ')}`];
    });
    return [head, ...lines];
  });
}

function dutiesOf(card: Card, speech: Speech): readonly string[] {
  return card.duties.map((duty) => {
    const name = speech.text(`story.word.duty.${duty.duty}`, {}, duty.duty);
    const state = speech.text(`supervisor.duty.${duty.missed && duty.state === 'open' ? 'missed' : duty.state}`, {}, duty.state);
    return `${name}: ${state} (${speech.time(duty.due)})`;
  });
}

/** What was said about the case, in the order in which it was first said. */
export function saidOf(card: Card, speech: Speech): readonly Detail[] {
  return Object.entries(card.said).flatMap(([field, value]) => {
    const label = speech.text(`story.field.${field}`, {}, '');
    const lines = linesOf(field, value, speech);
    return label === '' || lines.length === 0 ? [] : [{ field, label, lines }];
  });
}

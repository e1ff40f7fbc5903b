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
    pair('visits', visitsOf(card, speech)),
    pair('consent', [word('supervisor.consent', row.consent)]),
    pair('household', row.household_danger ? [speech.text('story.household-danger-recorded.v1', {}, '')] : []),
    pair('services', card.services.map((basis) => word('story.word.basis', basis))),
  ];
  return pairs.filter((each) => each.lines.length > 0);
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

/** What was said about the case, in the order in which it was first said. */
export function saidOf(card: Card, speech: Speech): readonly Detail[] {
  return Object.entries(card.said).flatMap(([field, value]) => {
    const label = speech.text(`story.field.${field}`, {}, '');
    const lines = linesOf(field, value, speech);
    return label === '' || lines.length === 0 ? [] : [{ field, label, lines }];
  });
}

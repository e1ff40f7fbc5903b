/** What a line of the command line does, and how it is put in words before Enter is pressed. */
import { isOpenVisit, type QueueRow, type TeamRow } from '../live/rows';
import { ask } from '../shared/api';
import { newId } from '../shared/ids';
import { t, tryText } from '../shared/language.svelte';
import type { Recommendation } from './card';
import { caseByTail, STATUSES, teamByNumber, VERBS, type Command, type Misread, type PlainVerb, type Status, type Words } from './commandLine';
import type { Desk } from './desk.svelte';
import { nextToTake } from './order';
import { mayAllTheSame } from './recommendWords';

/** A group waits no longer than this for the list of those that were not chosen. */
const RECOMMENDED_WITHIN_MS = 2_000;

const spellings = (key: string): string[] =>
  tryText(key)
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');

/** The words of the reader's language for verbs and statuses. */
export function wordsNow(): Words {
  return {
    verbs: Object.fromEntries(VERBS.map((verb) => [verb, spellings(`board.verb.${verb}`)])),
    statuses: Object.fromEntries(STATUSES.map((status) => [status, spellings(`board.status.${status}`)])),
  };
}

function rowFor(desk: Desk, tail: string | null): QueueRow | null {
  if (tail === null) return desk.row(desk.opened ?? desk.selected);
  return caseByTail(desk.queue.rows.values(), tail);
}

function teamFor(desk: Desk, number: string): TeamRow | null {
  return teamByNumber(desk.teams.rows.values(), number);
}

function caseWords(desk: Desk, row: QueueRow | null): string {
  return row === null ? t('board.line.no-case') : `${row.number} (${desk.registers.place(row)})`;
}

/** What Enter would do. */
export function describe(desk: Desk, command: Command | Misread): string {
  switch (command.kind) {
    case 'misread':
      return tryText(`board.line.misread.${command.why}`);
    case 'status': {
      const team = teamFor(desk, command.team)?.name ?? t('board.line.no-team', { team: command.team });
      return `${team}: ${tryText(`board.line.status.${command.status}`)}`;
    }
    case 'assign': {
      const team = teamFor(desk, command.team)?.name ?? t('board.line.no-team', { team: command.team });
      return `${t('board.act.assign', { team })} → ${caseWords(desk, rowFor(desk, command.target))}`;
    }
    case 'shift': {
      const team = teamFor(desk, command.team)?.name ?? t('board.line.no-team', { team: command.team });
      return `${team}: ${command.verb === 'start' ? t('board.shift.start') : t('board.shift.end')}`;
    }
    case 'note':
    case 'call':
    case 'case':
      return `${tryText(`board.line.do.${command.kind === 'case' ? command.verb : command.kind}`)} → ${caseWords(desk, rowFor(desk, command.target))}`;
    case 'plain':
      return tryText(`board.line.do.${command.verb}`);
  }
}

/** Carry it out; what cannot be done is said in a notice. */
export async function carryOut(desk: Desk, command: Command): Promise<void> {
  const done = await attempt(desk, command);
  if (!done) desk.notices.say('refused', describe(desk, command));
}

/** False when the line names nothing that is there; a refusal by the server has been said already. */
async function attempt(desk: Desk, command: Command): Promise<boolean> {
  switch (command.kind) {
    case 'status':
      return report(desk, command.team, command.status);
    case 'assign':
      return assign(desk, rowFor(desk, command.target), teamFor(desk, command.team));
    case 'shift':
      return shift(desk, teamFor(desk, command.team), command.verb);
    case 'plain':
      return plain(desk, command.verb);
    default:
      return onCase(desk, command.target === null ? rowFor(desk, null) : await desk.find(command.target), command);
  }
}

async function onCase(desk: Desk, row: QueueRow | null, command: Extract<Command, { kind: 'note' | 'call' | 'case' }>): Promise<boolean> {
  if (row === null) return false;
  if (command.kind === 'note') await desk.send('add-note', { case: row.id, text: command.text }, t('board.act.note'));
  else if (command.kind === 'call') await desk.send('record-service-call', { case: row.id, service: command.service }, t('board.act.call'));
  else if (command.verb === 'take') {
    desk.open(row.id);
    await desk.send('take-case', { case: row.id }, t('board.act.take'));
  } else desk.open(row.id, command.verb === 'open' ? null : command.verb);
  return true;
}

async function assign(desk: Desk, row: QueueRow | null, team: TeamRow | null): Promise<boolean> {
  if (row === null || team === null) return false;
  const found = await recommendationFor(row.id);
  if (found !== null && asksWhy(found, team.id)) {
    desk.open(row.id, 'recommend');
    desk.preferred = team.id;
    return true;
  }
  const fields = { case: row.id, visit: newId(), team: team.id, recommendation_id: found?.id ?? null };
  await desk.send('assign-team', fields, t('board.act.assign', { team: team.name }));
  return true;
}

/** Another than the first wants its reason, unless it cannot go at all: the server says so. */
function asksWhy(found: Recommendation, team: string): boolean {
  const out = found.rejected.find((each) => each.team === team);
  return found.ranked[0]?.team !== team && (out === undefined || mayAllTheSame(out));
}

/** The event keeps who else could have gone. Who was named is sent all the same when that cannot be told, or not soon. */
async function recommendationFor(id: string): Promise<Recommendation | null> {
  const patience = AbortSignal.timeout(RECOMMENDED_WITHIN_MS);
  return ask<Recommendation>(`/api/cases/${id}/recommendation`, {}, patience).catch(() => null);
}

async function shift(desk: Desk, team: TeamRow | null, verb: 'start' | 'end'): Promise<boolean> {
  if (team === null) return false;
  if (verb === 'end' && team.shift === null) return false;
  if (verb === 'end') await desk.send('end-shift', { shift: team.shift }, t('board.shift.end'));
  // A new shift needs its members and its end, so the form opens.
  else desk.shiftOf = team.id;
  return true;
}

const STEPS: Readonly<Record<Exclude<Status, 'done' | 'cancel' | 'refused'>, readonly [command: string, extra: object]>> = {
  accepted: ['accept-assignment', { drive: false }],
  drive: ['record-departure', {}],
  onsite: ['record-arrival', {}],
  in: ['record-access', { let_in: true }],
};

async function report(desk: Desk, number: string, status: Status): Promise<boolean> {
  const team = teamFor(desk, number);
  const row = team === null ? null : desk.row(team.case);
  const visit = row?.visits.find((each) => each.team === team?.id && isOpenVisit(each));
  if (team === null || row === null || visit === undefined) {
    desk.notices.say('refused', t('board.line.no-visit', { team: team?.name ?? number }));
    return true;
  }
  // These want words of their own: their form opens with the case.
  if (status === 'done' || status === 'cancel') {
    desk.open(row.id);
    return true;
  }
  const [name, extra] = status === 'refused' ? (['record-access', { let_in: false }] as const) : STEPS[status];
  const fields = { case: row.id, visit: visit.id, ...extra };
  await desk.send(name, fields, `${team.name}: ${tryText(`board.line.status.${status}`)}`);
  return true;
}

function plain(desk: Desk, verb: PlainVerb): boolean {
  if (verb === 'new') desk.openIntake();
  if (verb === 'map') desk.mapShown = !desk.mapShown;
  if (verb === 'help') desk.helpShown = true;
  if (verb === 'joint') desk.together.open();
  if (verb === 'print') setTimeout(() => print());
  if (verb === 'next') {
    const row = nextToTake(desk.queue.rows.values());
    if (row !== null) desk.open(row.id);
  }
  return true;
}

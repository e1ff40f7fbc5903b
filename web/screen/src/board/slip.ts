/** What stands on a request's slip, taken from the event that received it and never from this screen's clock. */
import type { Told } from './card';

export interface SlipFacts {
  readonly receivedAt: string;
  /** When the law counts it as registered. */
  readonly registeredAt: string;
  /** When it was written down here. */
  readonly recordedAt: string;
  /** The account that received it. */
  readonly by: string | null;
  readonly role: string;
  readonly channel: string;
  /** The term in force: an assessment or a recalculation after the receipt may have brought it nearer. */
  readonly dueAt: string;
  readonly citation: string;
}

interface Received {
  readonly received_at: string;
  readonly registered_at: string;
  readonly channel: string;
  readonly due: Due;
}

interface Due {
  readonly at: string;
  readonly citation: string;
}

/** Events that set the legal term. Others have a `due` of their own, which is not the term. */
const SET_TERM = ['case-received.', 'case-assessed.', 'due-time-recalculated.'];

/** Null when the story does not begin with its receipt, as a damaged one may not. */
export function slipOf(story: readonly Told[]): SlipFacts | null {
  const event = story.find((each) => each.name.startsWith('case-received.'));
  if (event === undefined) return null;
  const { received_at: receivedAt, registered_at: registeredAt, channel } = event.fields as unknown as Received;
  const last = story.findLast((each) => SET_TERM.some((name) => each.name.startsWith(name))) ?? event;
  const { due } = last.fields as unknown as Received;
  return { receivedAt, registeredAt, recordedAt: event.recorded_at, by: event.by, role: event.role, channel, dueAt: due.at, citation: due.citation };
}

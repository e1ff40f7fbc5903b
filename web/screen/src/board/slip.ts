/** What stands on a request's slip, taken from the event that received it and never from this screen's clock. */
import type { Told } from './card';

export interface SlipFacts {
  readonly receivedAt: string;
  readonly registeredAt: string;
  /** The account that received it. */
  readonly by: string | null;
  readonly role: string;
  readonly channel: string;
  readonly dueAt: string;
  readonly citation: string;
}

interface Received {
  readonly received_at: string;
  readonly registered_at: string;
  readonly channel: string;
  readonly due: { readonly at: string; readonly citation: string };
}

/** Null when the story does not begin with its receipt, as a damaged one may not. */
export function slipOf(story: readonly Told[]): SlipFacts | null {
  const event = story.find((each) => each.name.startsWith('case-received.'));
  if (event === undefined) return null;
  const { received_at: receivedAt, registered_at: registeredAt, channel, due } = event.fields as unknown as Received;
  return { receivedAt, registeredAt, by: event.by, role: event.role, channel, dueAt: due.at, citation: due.citation };
}

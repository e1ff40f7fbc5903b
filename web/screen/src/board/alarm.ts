/** What an alarm is called: it sounds for more than threats. */
import type { QueueRow } from '../live/rows';

/** Key of the words. A request that nobody has assessed is no threat yet: it sounds because its owner did nothing. */
export function alarmWords(row: QueueRow): string {
  if (row.threat) return row.owner === null ? 'board.alarm' : 'board.alarm.left';
  return row.says_danger && row.class === null ? 'board.alarm.says' : 'board.alarm.idle';
}

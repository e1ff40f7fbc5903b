import { describe, expect, it } from 'vitest';
import { clock, settingsDraft, settingsOf, ticking, type CentreRow, type Settings } from './centre';

const none = { contact: null, left: null, on_site_city: null, on_site_outside: null };
const settings: Settings = {
  week: '5',
  reading: 'arrival',
  hours: { opens: 540, closes: null },
  in_city: true,
  group_size: 2,
  take_within: 5,
  act_within: 15,
  accept_within: 3,
  least_shift_left: 30,
  rest_after_visit: 15,
  rest_between_shifts: 480,
  visit_takes: 60,
  cover_within: 25,
  skills: { under_7: ['psychologist'], from_7: ['psychologist', 'lawyer'], from_11: [], from_16: ['educational-psychologist'] },
  paper_warning_days: 30,
  targets: { attempt_now: { ...none, contact: 15 }, immediate: none, raised: none, ordinary: none },
  retention: { cases: 1825, readings: 1825, positions: 30, notices: 365, requests: 90, receipts: 365, imports: 90 },
};
const row = { settings } as unknown as CentreRow;

describe('settings in a form', () => {
  it('come out as they went in', () => expect(settingsOf(settingsDraft(row))).toEqual(settings));
  it('read a closing time', () => expect(settingsOf({ ...settingsDraft(row), 'hours.closes': '18:30' }).hours.closes).toBe(1110));
  it('send what is no number as one that is refused', () => {
    expect(settingsOf({ ...settingsDraft(row), group_size: 'two' }).group_size).toBe(-1);
    expect(settingsOf({ ...settingsDraft(row), 'hours.opens': '25:00' }).hours.opens).toBe(-1);
    expect(settingsOf({ ...settingsDraft(row), 'targets.raised.left': 'x' }).targets.raised.left).toBe(-1);
  });
  it('tick a profession and take it back', () => {
    expect(ticking('', 'lawyer', true)).toBe('lawyer');
    expect(ticking('lawyer', 'psychologist', true)).toBe('psychologist,lawyer');
    expect(ticking('psychologist,lawyer', 'lawyer', false)).toBe('psychologist');
  });
  it('say a time of day', () => expect(clock(1110)).toBe('18:30'));
});

import { describe, expect, test } from 'vitest';
import en from '../../../messages/story/en.json';
import kk from '../../../messages/story/kk.json';
import ru from '../../../messages/story/ru.json';
import { lookUp, type Catalogue } from '../shared/i18n';
import { isLate, legsOf, minutesOf } from './legs';
import { readAddress, writeAddress } from './address';
import { tell, type Speech, type Step } from './story';

const speechIn = (language: 'kk' | 'ru' | 'en', catalogue: Catalogue): Speech => ({
  text: (key, params, otherwise) => lookUp(catalogue, language, key, params) ?? otherwise,
  time: (iso) => iso.slice(11, 16),
  day: (iso) => iso.split('-').reverse().join('.'),
  school: (id) => `school ${id}`,
  team: (id) => `team ${id}`,
  person: (id) => `person ${id}`,
  citation: (key) => `<${key}>`,
});
const english = speechIn('en', en);

function step(name: string, fields: Record<string, unknown>, at = '2026-11-23T02:00:00Z'): Step {
  return { position: 1, version: 1, name, happened_at: at, recorded_at: at, by: null, role: 'system', device: null, fields };
}

describe('an event in words', () => {
  test('clear fields stand in the sentence and are not said again below', () => {
    const told = tell(step('team-assigned.v1', { visit: 'v', team: '7', shift: 's', members: ['a', 'b'], accept_by: '2026-11-23T02:03:00Z' }), english);
    expect(told.sentence).toBe('team 7: sent; to accept by 02:03');
    expect(told.details.map((detail) => [detail.field, ...detail.lines])).toEqual([['members', 'person a', 'person b']]);
  });

  test('what is sealed is said below; a forgotten person is said to be forgotten', () => {
    const told = tell(step('noted.v1', { child: 'c', text: { forgotten: true } }), english);
    expect(told.details).toEqual([{ field: 'text', label: 'Text', lines: ['deleted'] }]);
  });

  test.each([
    ['kk', kk, 'Жазған адамның айтуынша', 'қазір қауіп бар'],
    ['ru', ru, 'Пишущий говорит', 'опасность сейчас'],
    ['en', en, 'The writer says', 'danger now'],
  ] as const)('danger that the writer says stands first, and only where it is said: %s', (language, catalogue, label, words) => {
    const speech = speechIn(language, catalogue);
    const receipt = (says_danger: boolean) => tell(step('case-received.v1', { number: '7', channel: 'public-form', story: 'x', says_danger }), speech);
    expect(receipt(true).details[0]).toEqual({ field: 'says_danger', label, lines: [words] });
    expect(receipt(false).details.map((detail) => detail.field)).toEqual(['story']);
  });

  test('the question to the writer stands in the story, and hides with its level', () => {
    const asked = (question: unknown) => tell(step('writer-asked.v1', { child: 'c', question }), english).details;
    expect(asked('Where are you?')).toEqual([{ field: 'question', label: 'Question', lines: ['Where are you?'] }]);
    expect(JSON.stringify(asked({ hidden: true }))).not.toContain('Where');
  });

  test('a due time brings its grounds, ours and law', () => {
    const due = { at: '2026-11-25T18:59:59Z', kind: 'consideration', citation: 'r-consideration', edition: 'e', rests_on: ['ours-reading-arrival'] };
    const told = tell(step('term-missed.v1', { due }), english);
    expect(told.sentence).toContain('18:59');
    expect(told.details[0]?.lines).toEqual(['<r-consideration>', '<ours-reading-arrival>']);
  });

  test('words come from the catalogue, unknown ones as they are', () => {
    expect(tell(step('case-redirected.v1', { to: 'police' }), english).sentence).toBe('Redirected: police');
    expect(tell(step('case-redirected.v1', { to: 'zoo' }), english).sentence).toBe('Redirected: zoo');
    expect(tell(step('follow-up-finished.v1', { done: false }), english).sentence).toBe('Follow-up: dropped');
    expect(tell(step('never-heard-of.v9', {}), english).sentence).toBe('Event never-heard-of.v9');
  });

  test('free text that looks like a key stays what it is', () => {
    expect(tell(step('noted.v1', { text: 'police' }), english).details[0]?.lines).toEqual(['police']);
  });

  test('the sentence never shows a placeholder, in any language', () => {
    for (const [language, catalogue] of [['kk', kk], ['ru', ru], ['en', en]] as const) {
      for (const name of Object.keys(catalogue).filter((key) => /\.v\d+$/.test(key))) {
        expect(tell(step(name.slice('story.'.length), {}), speechIn(language, catalogue)).sentence).not.toMatch(/[{}]/);
      }
    }
  });
});

describe('minutes per leg', () => {
  const at = (minute: number): string => new Date(Date.UTC(2026, 10, 23, 2, minute)).toISOString();
  const visit = { visit: 'v', team: '7' };
  const steps = [
    step('case-received.v1', { received_at: at(0), take_by: at(5) }, at(1)),
    step('case-taken.v1', {}, at(6)),
    step('team-assigned.v1', visit, at(8)),
    step('assignment-delivered.v1', visit, at(8)),
    step('assignment-accepted.v1', visit, at(10)),
    step('team-departed.v1', visit, at(10)),
    step('team-arrived.v1', visit, at(30)),
  ];

  test('are counted from what happened, with the target beside them', () => {
    const legs = legsOf(steps).map((leg) => [leg.name, minutesOf(leg), isLate(leg)]);
    expect(legs).toEqual([
      ['taken', 6, true],
      ['delivered', null, false],
      ['accepted', 2, false],
      ['left', null, false],
      ['on-site', 20, false],
      ['whole', 30, false],
    ]);
  });

  test('there are none before the receipt', () => {
    expect(legsOf([])).toEqual([]);
  });
});

describe('the address of the page', () => {
  const id = '7aa0c2bb-9f58-4c52-ab2d-4ca1ebbbf1fd';

  test('holds case, step, page and filters and comes back the same', () => {
    const hash = `#case=${id}&step=4&page=2&status=open`;
    expect(writeAddress(readAddress(hash))).toBe(hash);
  });

  test('takes nothing that is no case, no step and no page', () => {
    expect(readAddress('#case=../x&step=-1&page=0')).toMatchObject({ case: null, step: null, page: 1 });
  });
});

import { describe, expect, test } from 'vitest';
import { caseByTail, readLine, teamByNumber, type Words } from './commandLine';

const russian: Words = {
  verbs: { assign: ['назначить'], take: ['взять'], note: ['заметка'] },
  statuses: { onsite: ['наместе'], drive: ['выехала', 'впути'] },
};

const read = (line: string): unknown => readLine(line, russian);

describe('the command line', () => {
  test.each([
    ['3 onsite', { kind: 'status', team: '3', status: 'onsite' }],
    ['3 on', { kind: 'status', team: '3', status: 'onsite' }],
    ['3 на месте', { kind: 'status', team: '3', status: 'onsite' }],
    ['assign 1042 3', { kind: 'assign', target: '1042', team: '3' }],
    ['assign 3', { kind: 'assign', target: null, team: '3' }],
    ['назначить 1042 3', { kind: 'assign', target: '1042', team: '3' }],
    ['note 1042 мать перезвонит', { kind: 'note', target: '1042', text: 'мать перезвонит' }],
    ['note мать перезвонит', { kind: 'note', target: null, text: 'мать перезвонит' }],
    ['call 103', { kind: 'call', service: '103', target: null }],
    ['call 1042 112', { kind: 'call', service: '112', target: '1042' }],
    ['take 1042', { kind: 'case', verb: 'take', target: '1042' }],
    ['start 3', { kind: 'shift', verb: 'start', team: '3' }],
    ['?', { kind: 'plain', verb: 'help' }],
    ['joint', { kind: 'plain', verb: 'joint' }],
    ['/new', { kind: 'plain', verb: 'new' }],
  ])('%s', (line, meant) => {
    expect(read(line)).toEqual(meant);
  });

  test('words typed in the wrong layout are understood', () => {
    expect(read('фыышпт 1042 3')).toEqual({ kind: 'assign', target: '1042', team: '3' });
    expect(read('3 щтышеу')).toEqual({ kind: 'status', team: '3', status: 'onsite' });
  });

  test('the digit row of the Kazakh layout is digits', () => {
    expect(read('і onsite')).toEqual({ kind: 'status', team: '3', status: 'onsite' });
  });

  test.each([
    ['', 'empty'],
    ['fly 3', 'verb'],
    ['3 d', 'verb'],
    ['assign', 'team'],
    ['assign x y', 'team'],
    ['take me', 'case'],
    ['note', 'text'],
    ['call 911', 'service'],
  ])('%s is not understood, and it is said why', (line, why) => {
    expect(read(line)).toEqual({ kind: 'misread', why });
  });

  test('cases by the tail of their number, teams by the number in their name', () => {
    const cases = [{ number: 'KZ-75-2026-000104' }, { number: 'KZ-75-2026-001042' }];
    expect(caseByTail(cases, '1042')).toBe(cases[1]);
    expect(caseByTail(cases, '4')).toBeNull();
    expect(teamByNumber([{ name: '12-топ' }, { name: '2-топ' }], '2')?.name).toBe('2-топ');
  });
});

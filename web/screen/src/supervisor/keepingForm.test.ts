import { describe, expect, test } from 'vitest';
import { commandOf, complete } from './keepingForm';

const filled = { parts: ['child'] as const, choice: 'parent', reason: '' };

describe('what is filled in becomes a command', () => {
  test('a request to delete, with its own id', () => {
    expect(commandOf('ask', filled, 'r-1')).toEqual({
      command: 'ask-deletion',
      fields: { request: 'r-1', parts: ['child'], relation: 'parent' },
      done: 'keeping.ask.done',
    });
  });

  test('a proposal on a ground, or on a request', () => {
    expect(commandOf('propose', { ...filled, choice: 'retention' }, 'x').fields).toEqual({ parts: ['child'], ground: 'retention' });
    expect(commandOf('propose', { ...filled, choice: 'r-1' }, 'x').fields).toEqual({ parts: ['child'], ground: 'request', request: 'r-1' });
  });

  test('a hold, with its reason', () => {
    expect(commandOf('hold', { parts: [], choice: 'court', reason: ' letter ' }, 'h').fields).toEqual({ hold: 'h', ground: 'court', reason: 'letter' });
  });
});

test('nothing is sent without people, a choice, or a reason', () => {
  expect(complete('ask', filled)).toBe(true);
  expect(complete('ask', { ...filled, parts: [] })).toBe(false);
  expect(complete('propose', { ...filled, choice: '' })).toBe(false);
  expect(complete('hold', { parts: [], choice: 'court', reason: ' ' })).toBe(false);
  expect(complete('hold', { parts: [], choice: 'court', reason: 'x' })).toBe(true);
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnreachableError } from '@parley/sdk';
import type { Message, OutboxEntry, Problem } from '@parley/sdk';
import { placeOf } from '../src/app/place';
import { connectionWords } from '../src/connection/connection-bar';
import { initialsOf, tintOf } from '../src/people/initials';
import { presenceWords } from '../src/presence/presence-text';
import { draftOf, keepDraft } from '../src/talk/drafts';
import { rowsOf } from '../src/talk/rows';
import { fieldErrors, problemSentence, sentenceOf } from '../src/ui/problem-text';
import { ago, dayHeading, shortTime } from '../src/ui/time';

const NOON = new Date(2026, 5, 17, 12, 0).getTime();
const before = (millis: number) => new Date(NOON - millis).toISOString();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('times', () => {
  it('head the days', () => {
    expect(dayHeading(before(MINUTE), NOON)).toBe('Today');
    expect(dayHeading(before(13 * 60 * MINUTE), NOON)).toBe('Yesterday');
    expect(dayHeading(before(3 * DAY), NOON)).toBe('Sunday');
    expect(dayHeading(before(30 * DAY), NOON)).toContain('May 18, 2026');
    expect(dayHeading('', NOON)).toBe('');
  });

  it('fit a narrow column', () => {
    expect(shortTime(before(MINUTE), NOON)).toMatch(/11.59/);
    expect(shortTime(before(DAY), NOON)).toBe('Yesterday');
    expect(shortTime(before(3 * DAY), NOON)).toBe('Sunday');
    expect(shortTime(before(30 * DAY), NOON)).toBe('May 18');
  });

  it('say how long ago', () => {
    expect(ago(before(10_000), NOON)).toBe('just now');
    expect(ago(before(MINUTE), NOON)).toBe('1 minute ago');
    expect(ago(before(59 * MINUTE), NOON)).toBe('59 minutes ago');
    expect(ago(before(3 * 60 * MINUTE), NOON)).toMatch(/^today at 0?9/);
    expect(ago(before(DAY), NOON)).toMatch(/^yesterday at 12/);
    expect(ago(before(40 * DAY), NOON)).toBe('on May 8');
    expect(ago('nonsense', NOON)).toBe('some time ago');
  });
});

describe('presenceWords', () => {
  it('says what is known', () => {
    const say = (state: 'online' | 'away' | 'offline' | 'unknown', lastSeen: string | null = null) =>
      presenceWords({ user: 'u', state, lastSeen, version: 1 }, NOON);
    expect(say('online')).toBe('Online');
    expect(say('away')).toBe('Away');
    expect(say('offline')).toBe('Offline');
    expect(say('offline', before(5 * MINUTE))).toBe('Last seen 5 minutes ago');
    expect(say('unknown')).toBe('');
  });
});

describe('connectionWords', () => {
  it('tells the first connection from a lost one', () => {
    expect(connectionWords({ phase: 'idle' })).toBe('Connecting…');
    expect(connectionWords({ phase: 'connecting', first: true })).toBe('Connecting…');
    expect(connectionWords({ phase: 'connecting', first: false })).toBe('Reconnecting…');
    expect(connectionWords({ phase: 'resuming', first: false })).toBe('Catching up…');
    expect(connectionWords({ phase: 'live', session: 's' })).toBe('Connected');
    expect(connectionWords({ phase: 'waiting', first: true, failures: 1, retryAt: 0 })).toBe(
      'Cannot connect',
    );
    expect(connectionWords({ phase: 'waiting', first: false, failures: 1, retryAt: 0 })).toBe(
      'Connection lost',
    );
    expect(connectionWords({ phase: 'stopped', reason: 'refused', code: 4500 })).toBe('Disconnected');
  });
});

describe('initialsOf', () => {
  it.each([
    ['Mira Holm', 'MH'],
    ['Jean-Luc van den Berg', 'JB'],
    ['cher', 'C'],
    ['Ünal Çelik', 'ÜÇ'],
    ['李 晨', '李晨'],
    ['– –', ''],
  ])('of %s are %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('come with one of eight tints, always the same', () => {
    expect(tintOf('u1')).toBe(tintOf('u1'));
    const tints = new Set(Array.from({ length: 200 }, (_, index) => tintOf(`user-${index}`)));
    expect([...tints].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('placeOf', () => {
  it('reads the address, and takes what it does not know for home', () => {
    expect(placeOf('#/c/abc_-9')).toEqual({ at: 'conversation', id: 'abc_-9' });
    expect(placeOf('#/signup')).toEqual({ at: 'sign-up' });
    expect(placeOf('#/c/../x')).toEqual({ at: 'home' });
    expect(placeOf('')).toEqual({ at: 'home' });
  });
});

describe('drafts', () => {
  it('are kept until they are empty', () => {
    keepDraft('c', 'half a sen');
    expect(draftOf('c')).toBe('half a sen');
    keepDraft('c', '');
    expect(draftOf('c')).toBe('');
  });
});

describe('sentences for failures', () => {
  const problem = (name: string, more: Partial<Problem> = {}): Problem => ({
    name,
    status: 400,
    title: 'Title',
    detail: '',
    errors: [],
    ...more,
  });

  it('say what to do', () => {
    const say = (name: string, more: Partial<Problem> = {}) => problemSentence(problem(name, more));
    expect(sentenceOf(new UnreachableError())).toContain('cannot be reached');
    expect(sentenceOf(new TypeError())).toBe('Something went wrong. Try again.');
    expect(sentenceOf(new ProblemError(problem('try-again')))).toContain('busy');
    expect(say('rate-limited', { retryAfterMillis: 40_000 })).toContain('in 40 seconds');
    expect(say('rate-limited', { retryAfterMillis: 600_000 })).toContain('in 10 minutes');
    expect(say('rate-limited')).toContain('in a moment');
    expect(say('too-large')).toContain('too long');
    expect(say('forbidden')).toContain('not allowed');
    expect(say('not-found')).toContain('not here');
    expect(say('unauthenticated')).toContain('signed out');
    expect(say('invalid', { detail: 'The name is empty.' })).toBe('The name is empty.');
    expect(say('newer-name')).toBe('Title');
  });

  it('stand by their fields', () => {
    const errors = [{ field: 'username', message: 'is taken' }];
    expect(fieldErrors(new ProblemError(problem('conflict', { errors })))).toEqual({ username: 'Is taken' });
    expect(fieldErrors(new UnreachableError())).toEqual({});
  });
});

describe('rowsOf', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOON }));
  afterEach(() => void vi.useRealTimers());

  const message = (sequence: number, sender: string, createdAt: string): Message => ({
    id: `m${sequence}`,
    conversation: 'c',
    sequence,
    clientMessageId: `cm${sequence}`,
    sender,
    text: 'text',
    createdAt,
  });
  const entry = (clientMessageId: string): OutboxEntry => ({
    clientMessageId,
    conversation: 'c',
    content: { text: 'text' },
    createdAt: before(0),
    state: 'waiting',
  });
  const brief = (rows: ReturnType<typeof rowsOf>) =>
    rows.map((row) => {
      if (row.kind === 'day' || row.kind === 'unread') return row.kind;
      return `${row.kind}${row.first ? ' first' : ''}${row.last ? ' last' : ''}`;
    });

  it('put together what one sender says in one go', () => {
    const messages = [
      message(1, 'ada', before(DAY)),
      message(2, 'ada', before(20 * MINUTE)),
      message(3, 'ada', before(19 * MINUTE)),
      message(4, 'ada', before(10 * MINUTE)),
      message(5, 'me', before(MINUTE)),
    ];
    expect(brief(rowsOf(messages, [entry('x')], 'me', null))).toEqual([
      'day',
      'message first last',
      'day',
      'message first',
      'message last',
      'message first last',
      'message first',
      'pending last',
    ]);
  });

  it('draw the line above what is unread, once', () => {
    const messages = [
      message(1, 'ada', before(3 * MINUTE)),
      message(2, 'ada', before(2 * MINUTE)),
      message(3, 'ada', before(MINUTE)),
    ];
    expect(brief(rowsOf(messages, [], 'me', 1))).toEqual([
      'day',
      'message first last',
      'unread',
      'message first',
      'message last',
    ]);
  });

  it('keep the key of a message from the outbox to the log', () => {
    const pending = rowsOf([], [entry('x')], 'me', null).at(-1);
    const stored = rowsOf([{ ...message(1, 'me', before(0)), clientMessageId: 'x' }], [], 'me', null).at(-1);
    expect(stored?.key).toBe(pending?.key);
    expect(stored?.kind).toBe('message');
  });
});

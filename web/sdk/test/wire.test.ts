import { describe, expect, it } from 'vitest';
import { closeVerdict } from '../src/wire/close-codes.js';
import { decodeConversation, decodeEvent, decodeFrame, usersWithin } from '../src/wire/decode.js';
import { newId } from '../src/wire/ids.js';
import { isPassing, problemOfResponse } from '../src/wire/problem.js';

describe('closeVerdict', () => {
  it.each([1000, 1001, 1005, 1006, 1011, 1012, 3000, 4000, 4002, 4010, 4499])(
    'comes back after %i',
    (code) => {
      expect(closeVerdict(code)).toBe('again');
    },
  );

  it.each([4003, 4004, 4005])('comes back later after %i', (code) => {
    expect(closeVerdict(code)).toBe('again-later');
  });

  it.each([1002, 1003, 1007, 1008, 1009, 4500, 4501, 4999])('stays away after %i', (code) => {
    expect(closeVerdict(code)).toBe('stop');
  });

  it('renews the token after 4001 and signs out after 4503', () => {
    expect(closeVerdict(4001)).toBe('again-renewed');
    expect(closeVerdict(4503)).toBe('revoked');
  });
});

describe('decodeFrame', () => {
  it('ignores what it does not know', () => {
    expect(decodeFrame('{"type":"confetti","color":"red"}')).toBeNull();
    expect(decodeFrame('{"kind":"message"}')).toBeNull();
    expect(decodeFrame('[1]')).toBeNull();
    expect(decodeFrame('not json')).toBeNull();
  });

  it('keeps the place of an event that it does not know', () => {
    const text =
      '{"type":"poll.closed","conversation":"c","sequence":7,"by":"u","at":"2026-01-01T00:00:00.000Z"}';
    expect(decodeFrame(text)).toEqual({ type: 'noop', conversation: 'c', sequence: 7 });
  });

  it('does not take a hint with a sequence for an event', () => {
    expect(decodeFrame('{"type":"push.sent","conversation":"c","sequence":7}')).toBeNull();
  });

  it('refuses an event without a place', () => {
    expect(decodeFrame('{"type":"message","conversation":"c"}')).toBeNull();
    expect(decodeFrame('{"type":"message","conversation":"c","sequence":1.5}')).toBeNull();
  });

  it('reads a presence beside the type and below it', () => {
    const presence = { user: 'u', state: 'online', version: 3 };
    const expected = { type: 'presence', ...presence };
    expect(decodeFrame(JSON.stringify({ type: 'presence', ...presence }))).toEqual(expected);
    expect(decodeFrame(JSON.stringify({ type: 'presence', presence }))).toEqual(expected);
  });
});

describe('decodeConversation', () => {
  const ada = { id: 'u1', username: 'ada', fullName: 'Ada' };

  it('takes ids where the answer shows users', () => {
    const conversation = decodeConversation({ id: 'c', peer: ada, members: [{ user: ada, role: 'member' }] });
    expect(conversation.peer).toBe('u1');
    expect(conversation.members).toEqual([{ user: 'u1', role: 'member' }]);
  });

  it('finds the users shown in it', () => {
    expect(usersWithin({ peer: ada, members: [{ user: 'u2' }, { user: ada }] })).toEqual([ada, ada]);
  });

  it('leaves out what is not there', () => {
    expect(decodeConversation({ id: 'c', peer: null })).toEqual({ id: 'c' });
  });
});

describe('decodeEvent', () => {
  it('lets any item advance', () => {
    expect(decodeEvent({ type: 'new.kind', conversation: 'c', sequence: 3 })).toEqual({
      type: 'noop',
      conversation: 'c',
      sequence: 3,
    });
  });
});

describe('newId', () => {
  it('fits the protocol and does not repeat', () => {
    const ids = Array.from({ length: 100 }, newId);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(new Set(ids).size).toBe(100);
  });
});

describe('problemOfResponse', () => {
  it('reads a problem with its fields', async () => {
    const body = {
      type: '/problems/conflict',
      title: 'Taken',
      status: 409,
      detail: 'The username is taken.',
      errors: [{ field: 'username', message: 'is taken' }],
    };
    const headers = { 'X-Request-Id': 'r1' };
    expect(await problemOfResponse(new Response(JSON.stringify(body), { status: 409, headers }))).toEqual({
      name: 'conflict',
      status: 409,
      title: 'Taken',
      detail: 'The username is taken.',
      errors: [{ field: 'username', message: 'is taken' }],
      requestId: 'r1',
    });
  });

  it("makes one of a proxy's page", async () => {
    const response = new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Retry-After': '3' } });
    const problem = await problemOfResponse(response);
    expect(problem).toMatchObject({ name: 'try-again', status: 502, retryAfterMillis: 3000 });
    expect(isPassing(problem)).toBe(true);
  });

  it.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [413, 'too-large'],
    [415, 'unsupported-type'],
    [418, 'invalid'],
    [429, 'rate-limited'],
  ])('names a bare %i', async (status, name) => {
    expect((await problemOfResponse(new Response('', { status }))).name).toBe(name);
  });
});

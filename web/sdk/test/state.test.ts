import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyToConversation, merge } from '../src/conversations/apply.js';
import { MemberMarks, statusOf } from '../src/marks/member-marks.js';
import { OwnMarks } from '../src/marks/own-marks.js';
import { raise } from '../src/marks/raise.js';
import { Presences } from '../src/presence/presences.js';
import { Store, StoreMap } from '../src/store/store.js';
import { Typing } from '../src/typing/typing.js';
import { Directory } from '../src/users/directory.js';
import type { ClientFrame } from '../src/wire/frames.js';
import type { Conversation, Presence } from '../src/wire/model.js';
import { ProblemError, UnreachableError } from '../src/wire/problem.js';
import { message, messageFrame } from './fixtures.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const conversation: Conversation = {
  id: 'c',
  kind: 'group',
  name: 'Team',
  members: [
    { user: 'me', role: 'member' },
    { user: 'ada', role: 'owner' },
  ],
  memberCount: 2,
  role: 'member',
  epoch: 'e',
  first: 1,
  head: 10,
  marks: { delivered: 10, read: 8 },
  unread: 2,
  lastMessage: message(10),
  createdAt: '2026-01-01T00:00:00.000Z',
};

describe('Store', () => {
  it('says when it changed, and only then', () => {
    const store = new Store(1);
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    store.set(1);
    expect(listener).not.toHaveBeenCalled();
    store.update((value) => value + 1);
    stop();
    store.set(5);
    expect(listener).toHaveBeenCalledOnce();
  });

  it('has one for each key', () => {
    const stores = new StoreMap((key) => key);
    expect(stores.of('a')).toBe(stores.of('a'));
    stores.of('a').set('x');
    stores.reset('a');
    stores.reset('unknown');
    expect(stores.of('a').get()).toBe('a');
    expect(stores.keys()).toEqual(['a']);
  });
});

describe('applyToConversation', () => {
  const after = (event: Parameters<typeof applyToConversation>[1]) =>
    applyToConversation(conversation, event, 'me');
  const at = { conversation: 'c', sequence: 11, by: 'ada', at: '2026-01-01T00:00:00.000Z' };

  it('counts a message of another as unread', () => {
    expect(after(messageFrame(11))).toMatchObject({ head: 11, unread: 3, lastMessage: { sequence: 11 } });
  });

  it('does not count what another session has read', () => {
    const read = { ...conversation, marks: { delivered: 11, read: 11 }, unread: 0 };
    expect(applyToConversation(read, messageFrame(11), 'me').unread).toBe(0);
  });

  it('takes an own message as having read up to it', () => {
    const next = after(messageFrame(11, { sender: 'me' }));
    expect(next).toMatchObject({ unread: 0, marks: { delivered: 11, read: 11 } });
  });

  it('shows edits and deletions of the last message only', () => {
    const edited = { ...at, type: 'message.edited', message: 'm10', text: 'new', editedAt: 'now' } as const;
    expect(after(edited).lastMessage).toMatchObject({ text: 'new', editedAt: 'now' });
    const deleted = { ...at, type: 'message.deleted', message: 'm9', deletedAt: 'now' } as const;
    expect(after(deleted).lastMessage).toEqual(conversation.lastMessage);
    expect(after({ ...deleted, message: 'm10' }).lastMessage).toMatchObject({ text: null, deletedAt: 'now' });
  });

  it('follows who is a member', () => {
    const joined = after({ ...at, type: 'member.joined', user: 'bob', role: 'member' });
    expect(joined.memberCount).toBe(3);
    expect(joined.members?.map(({ user }) => user)).toEqual(['me', 'ada', 'bob']);
    const promoted = after({ ...at, type: 'member.changed', user: 'me', role: 'admin' });
    expect(promoted).toMatchObject({ role: 'admin', memberCount: 2 });
    const left = after({ ...at, type: 'member.left', user: 'ada', reason: 'left' });
    expect(left.memberCount).toBe(1);
    expect(left.members).toHaveLength(1);
  });

  it('takes a new name, and ignores other changes', () => {
    expect(after({ ...at, type: 'conversation.changed', changes: { name: 'Crew' } }).name).toBe('Crew');
    expect(after({ ...at, type: 'conversation.changed', changes: { topic: 'x' } }).name).toBe('Team');
    expect(after({ ...at, type: 'noop' })).toEqual({ ...conversation, head: 11 });
  });
});

describe('merge', () => {
  it('does not go back behind what events said', () => {
    const late = {
      ...conversation,
      head: 9,
      lastMessage: message(9),
      unread: 9,
      marks: { delivered: 1, read: 1 },
    };
    expect(merge(conversation, late)).toMatchObject({
      head: 10,
      unread: 2,
      lastMessage: { sequence: 10 },
      marks: { read: 8 },
    });
  });

  it('takes over news, and keeps the members that a list leaves out', () => {
    const { members: _, ...listed } = { ...conversation, head: 12, lastMessage: message(12), unread: 4 };
    expect(merge(conversation, listed)).toMatchObject({ head: 12, unread: 4, members: conversation.members });
  });

  it('knows that nothing is unread after the last message', () => {
    const read = { ...conversation, marks: { delivered: 10, read: 10 }, unread: 0 };
    expect(merge(read, { ...conversation, unread: 2 }).unread).toBe(0);
  });
});

describe('raise', () => {
  it('only rises, and read implies delivered', () => {
    const marks = { delivered: 5, read: 3 };
    expect(raise(marks, { delivered: 4, read: 1 })).toBe(marks);
    expect(raise(marks, { read: 7 })).toEqual({ delivered: 7, read: 7 });
  });
});

describe('OwnMarks', () => {
  it('gathers for a moment', () => {
    const send = vi.fn(() => true);
    const marks = new OwnMarks(send);
    marks.raise('c', { delivered: 3 });
    marks.raise('c', { delivered: 5 });
    marks.raise('c', { read: 4 });
    vi.advanceTimersByTime(300);
    expect(send.mock.calls).toEqual([[{ type: 'mark', conversation: 'c', delivered: 5, read: 4 }]]);
  });

  it('waits for a socket, and repeats what a lost one may not have carried', () => {
    const send = vi.fn(() => false);
    const marks = new OwnMarks(send);
    marks.raise('c', { delivered: 3 });
    vi.advanceTimersByTime(300);
    send.mockReturnValue(true);
    marks.flush();
    marks.offline();
    marks.flush();
    marks.flush();
    const frame = { type: 'mark', conversation: 'c', delivered: 3 };
    expect(send.mock.calls).toEqual([[frame], [frame], [frame]]);
    vi.advanceTimersByTime(31_000);
    marks.offline();
    marks.flush();
    expect(send).toHaveBeenCalledTimes(3);
  });

  it('paces itself over many conversations, and forgets one', () => {
    const send = vi.fn(() => true);
    const marks = new OwnMarks(send);
    for (let index = 0; index < 120; index++) marks.raise(`c${index}`, { delivered: 1 });
    marks.forget('c119');
    vi.advanceTimersByTime(300);
    expect(send).toHaveBeenCalledTimes(50);
    vi.advanceTimersByTime(6_000);
    expect(send).toHaveBeenCalledTimes(119);
  });
});

describe('MemberMarks', () => {
  it('never lets a late answer lower a mark', async () => {
    const marks = new MemberMarks('me', () =>
      Promise.resolve([
        { user: 'ada', delivered: 4, read: 2 },
        { user: 'me', delivered: 9, read: 9 },
      ]),
    );
    marks.raised({ conversation: 'c', user: 'ada', delivered: 6, read: 1 });
    await marks.load('c');
    expect(marks.of('c').get()).toEqual({
      complete: true,
      byUser: new Map([['ada', { delivered: 6, read: 2 }]]),
    });
    expect(marks.loaded()).toEqual(['c']);
    marks.forget('c');
    expect(marks.loaded()).toEqual([]);
  });

  it('takes what someone wrote as read up to it', () => {
    const marks = new MemberMarks('me', () => Promise.resolve([]));
    marks.apply(messageFrame(7));
    marks.apply(messageFrame(8, { sender: 'me' }));
    marks.raised({ conversation: 'c', user: 'me', delivered: 8, read: 8 });
    expect([...marks.of('c').get().byUser]).toEqual([['ada', { delivered: 7, read: 7 }]]);
  });

  it('counts from the joining, and no more after leaving', () => {
    const marks = new MemberMarks('me', () => Promise.resolve([]));
    const at = { conversation: 'c', by: 'ada', at: 'now' };
    marks.apply({ ...at, type: 'member.joined', sequence: 5, user: 'bob', role: 'member' });
    expect(marks.of('c').get().byUser.get('bob')).toEqual({ delivered: 5, read: 5 });
    marks.apply({ ...at, type: 'member.left', sequence: 6, user: 'bob', reason: 'left' });
    expect(marks.of('c').get().byUser.size).toBe(0);
  });

  it('sums up to what the slowest has reached', () => {
    const byUser = new Map([
      ['ada', { delivered: 9, read: 9 }],
      ['bob', { delivered: 8, read: 2 }],
    ]);
    const all = { complete: true, byUser };
    expect([2, 8, 9].map((sequence) => statusOf(message(sequence), all, 2))).toEqual([
      'read',
      'delivered',
      'sent',
    ]);
    const some = { complete: false, byUser: new Map([['ada', { delivered: 9, read: 9 }]]) };
    expect(statusOf(message(9), some, 2)).toBe('sent');
    expect(statusOf(message(9), some, 1)).toBe('read');
    expect(statusOf(message(9, { status: 'delivered' }), all, 2)).toBe('delivered');
    expect(statusOf(message(9), { complete: true, byUser: new Map() }, 0)).toBe('sent');
  });
});

describe('Presences', () => {
  const presence = (version: number, state: Presence['state'], user = 'ada'): Presence => ({
    user,
    state,
    version,
  });

  it('watches whom somebody looks at, once', () => {
    const send = vi.fn<(frame: ClientFrame) => boolean>(() => true);
    const presences = new Presences(send);
    const stop = presences.watch(['ada', 'bob']);
    const stopToo = presences.watch(['ada']);
    vi.advanceTimersByTime(50);
    expect(send).toHaveBeenLastCalledWith({ type: 'watch', users: ['ada', 'bob'] });
    stop();
    stop();
    vi.advanceTimersByTime(50);
    expect(send).toHaveBeenLastCalledWith({ type: 'watch', users: ['ada'] });
    stopToo();
    vi.advanceTimersByTime(50);
    expect(send).toHaveBeenLastCalledWith({ type: 'watch', users: [] });
  });

  it('lets the newest version count, until a new socket', () => {
    const send = vi.fn(() => true);
    const presences = new Presences(send);
    presences.watch(['ada']);
    presences.changed(presence(5, 'online'));
    presences.changed(presence(4, 'offline'));
    expect(presences.of('ada').get().state).toBe('online');
    presences.online();
    expect(presences.of('ada').get().state).toBe('online');
    presences.changed(presence(1, 'away'));
    expect(presences.of('ada').get().state).toBe('away');
    presences.changed(presence(0, 'unknown'));
    expect(presences.of('ada').get().state).toBe('unknown');
    presences.changed(presence(2, 'online'));
    presences.offline();
    vi.advanceTimersByTime(10_000);
    expect(presences.of('ada').get().state).toBe('unknown');
  });

  it('watches again on each socket, and shows oneself as before', () => {
    const send = vi.fn<(frame: ClientFrame) => boolean>(() => false);
    const presences = new Presences(send);
    presences.watch(['ada']);
    presences.show('away');
    presences.show('away');
    vi.advanceTimersByTime(50);
    send.mockClear().mockReturnValue(true);
    presences.online();
    presences.online();
    expect(send.mock.calls.map(([frame]) => frame.type)).toEqual(['presence', 'watch', 'presence', 'watch']);
  });
});

describe('Typing', () => {
  it('says that oneself types now and then, and when it ends', () => {
    const send = vi.fn<(frame: ClientFrame) => boolean>(() => true);
    const typing = new Typing(send);
    for (let tick = 0; tick < 7; tick++) {
      typing.typed('c');
      vi.advanceTimersByTime(1_000);
    }
    expect(send).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(3_000);
    expect(send).toHaveBeenLastCalledWith({ type: 'typing', conversation: 'c', on: false });
    typing.stopped('c');
    expect(send).toHaveBeenCalledTimes(4);
  });

  it('shows others for 6 s, or until their message has come', () => {
    const typing = new Typing(vi.fn(() => true));
    const start = (user: string) => typing.changed({ conversation: 'c', user, on: true });
    start('ada');
    start('bob');
    typing.wrote('c', 'bob');
    vi.advanceTimersByTime(5_000);
    start('ada');
    vi.advanceTimersByTime(5_000);
    expect(typing.of('c').get()).toEqual(['ada']);
    vi.advanceTimersByTime(1_000);
    expect(typing.of('c').get()).toEqual([]);
    start('ada');
    typing.changed({ conversation: 'c', user: 'ada', on: false });
    expect(typing.of('c').get()).toEqual([]);
    start('ada');
    typing.typed('c');
    typing.offline();
    expect(typing.of('c').get()).toEqual([]);
  });
});

describe('Directory', () => {
  const user = (id: string) => ({ id, username: id, fullName: id.toUpperCase() });
  const missing = new ProblemError({ name: 'not-found', status: 404, title: '', detail: '', errors: [] });

  it('asks for each user once, a few at a time', async () => {
    const read = vi.fn((id: string) => Promise.resolve(user(id)));
    const directory = new Directory(read);
    for (let index = 0; index < 6; index++) directory.of(`u${index}`);
    directory.of('u0');
    expect(read).toHaveBeenCalledTimes(4);
    await vi.advanceTimersByTimeAsync(0);
    expect(read).toHaveBeenCalledTimes(6);
    expect(directory.of('u5').get()).toEqual(user('u5'));
  });

  it('does not ask for whom it has met, and knows who is gone', async () => {
    const read = vi.fn(() => Promise.reject(missing));
    const directory = new Directory(read);
    directory.meet([user('ada')]);
    expect(directory.of('ada').get()).toEqual(user('ada'));
    expect(read).not.toHaveBeenCalled();
    directory.of('bob');
    await vi.advanceTimersByTimeAsync(0);
    expect(directory.of('bob').get()).toBe('gone');
  });

  it('tries again, but not for ever', async () => {
    const read = vi.fn(() => Promise.reject(new UnreachableError()));
    new Directory(read).of('ada');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(read).toHaveBeenCalledTimes(5);
  });
});

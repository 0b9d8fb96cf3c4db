import { describe, expect, it, vi } from 'vitest';
import { applyToMessages, mergeMessages } from '../src/timeline/apply.js';
import { Timelines } from '../src/timeline/timelines.js';
import type { MessagePage } from '../src/wire/model.js';
import { message, messageFrame } from './fixtures.js';

const at = { conversation: 'c', sequence: 50, by: 'bob', at: '2026-01-01T00:00:00.000Z' };
const pageOf = (from: number, to: number, before: number | null): MessagePage => ({
  items: Array.from({ length: to - from + 1 }, (_, index) => message(from + index)),
  before,
  after: null,
});

describe('mergeMessages', () => {
  it('keeps one for each place, in order', () => {
    const merged = mergeMessages([message(1), message(4)], [message(2), message(4, { text: 'new' })]);
    expect(merged.map(({ sequence, text }) => `${sequence} ${text ?? ''}`)).toEqual([
      '1 text 1',
      '2 text 2',
      '4 new',
    ]);
    expect(mergeMessages(merged, [])).toBe(merged);
  });
});

describe('applyToMessages', () => {
  const messages = [message(1), message(2)];

  it('edits, and does not bring back what was deleted', () => {
    const edit = { ...at, type: 'message.edited', message: 'm1', text: 'new', editedAt: 'now' } as const;
    expect(applyToMessages(messages, edit)[0]).toMatchObject({ text: 'new', editedAt: 'now' });
    const deleted = applyToMessages(messages, {
      ...at,
      type: 'message.deleted',
      message: 'm1',
      deletedAt: 'now',
    });
    expect(deleted[0]).toMatchObject({ id: 'm1', text: null, deletedAt: 'now' });
    expect(applyToMessages(deleted, edit)).toBe(deleted);
  });

  it('counts a reaction of one user once', () => {
    const react = (on: boolean) => ({ ...at, type: 'reaction', message: 'm2', emoji: '👍', on }) as const;
    const once = applyToMessages(messages, react(true));
    const twice = applyToMessages(once, react(true));
    expect(twice[1]?.reactions).toEqual([{ emoji: '👍', count: 1, users: ['bob'] }]);
    expect(applyToMessages(twice, react(false))[1]?.reactions).toEqual([]);
  });

  it('leaves messages alone when something else happened', () => {
    expect(applyToMessages(messages, { ...at, type: 'noop' })).toBe(messages);
    const unknown = { ...at, type: 'message.deleted', message: 'other', deletedAt: 'now' } as const;
    expect(applyToMessages(messages, unknown)).toBe(messages);
  });
});

describe('Timelines', () => {
  const sequences = (timelines: Timelines) =>
    timelines
      .of('c')
      .get()
      .messages.map(({ sequence }) => sequence);

  it('loads the latest, then older ones up to the start', async () => {
    const read = vi.fn((_: string, before: number | null) =>
      Promise.resolve(before === null ? pageOf(3, 4, 3) : pageOf(1, 2, null)),
    );
    const timelines = new Timelines(read);
    await timelines.open('c');
    await timelines.open('c');
    expect(sequences(timelines)).toEqual([3, 4]);
    await Promise.all([timelines.loadOlder('c'), timelines.loadOlder('c')]);
    expect(sequences(timelines)).toEqual([1, 2, 3, 4]);
    expect(timelines.of('c').get().before).toBeNull();
    await timelines.loadOlder('c');
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('takes up what comes while it loads, and nothing while it is closed', async () => {
    const timelines = new Timelines(() => Promise.resolve(pageOf(1, 2, null)));
    timelines.apply(messageFrame(2));
    timelines.put(message(2));
    expect(sequences(timelines)).toEqual([]);
    const opening = timelines.open('c');
    timelines.apply(messageFrame(4));
    timelines.put(message(3));
    timelines.put(message(3, { text: 'again' }));
    await opening;
    expect(sequences(timelines)).toEqual([1, 2, 3, 4]);
  });

  it('says what failed, and loads again on demand', async () => {
    const read = vi
      .fn<() => Promise<MessagePage>>()
      .mockRejectedValueOnce(new Error('first'))
      .mockResolvedValueOnce(pageOf(3, 4, 3))
      .mockRejectedValueOnce(new Error('older'))
      .mockResolvedValueOnce(pageOf(1, 2, null));
    const timelines = new Timelines(read);
    await timelines.open('c');
    expect(timelines.of('c').get().phase).toBe('failed');
    await timelines.open('c');
    await timelines.loadOlder('c');
    expect(timelines.of('c').get()).toMatchObject({ phase: 'ready', older: 'failed' });
    await timelines.loadOlder('c');
    expect(sequences(timelines)).toEqual([1, 2, 3, 4]);
  });

  it('starts afresh after a reset, and shows the old ones until then', async () => {
    let latest = pageOf(1, 2, null);
    const timelines = new Timelines(() => Promise.resolve(latest));
    await timelines.reset('c');
    expect(timelines.of('c').get().phase).toBe('closed');
    await timelines.open('c');
    latest = pageOf(101, 102, 101);
    const reset = timelines.reset('c');
    expect(sequences(timelines)).toEqual([1, 2]);
    timelines.apply(messageFrame(103));
    await reset;
    expect(sequences(timelines)).toEqual([101, 102, 103]);
  });

  it('ignores answers to a question of before the reset', async () => {
    let answer: (page: MessagePage) => void = () => undefined;
    const read = vi
      .fn<() => Promise<MessagePage>>()
      .mockResolvedValueOnce(pageOf(3, 4, 3))
      .mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
      .mockResolvedValueOnce(pageOf(101, 102, 101));
    const timelines = new Timelines(read);
    await timelines.open('c');
    const older = timelines.loadOlder('c');
    await timelines.reset('c');
    answer(pageOf(1, 2, null));
    await older;
    expect(sequences(timelines)).toEqual([101, 102]);
    timelines.forget('c');
    expect(timelines.of('c').get().phase).toBe('closed');
  });

  it('keeps little of what nobody looks at', async () => {
    const timelines = new Timelines(() => Promise.resolve(pageOf(1, 150, null)));
    await timelines.open('c');
    expect(timelines.countAfter('c', 0)).toBe(150);
    timelines.close('c');
    expect(sequences(timelines)).toHaveLength(100);
    expect(timelines.of('c').get().before).toBe(51);
    expect(timelines.countAfter('c', 50)).toBe(100);
    expect(timelines.countAfter('c', 10)).toBeNull();
    expect(timelines.countAfter('other', 0)).toBeNull();
  });
});

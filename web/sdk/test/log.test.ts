import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Feed } from '../src/log/feed.js';
import { Resume } from '../src/log/resume.js';
import { Track } from '../src/log/track.js';
import type { DurableFrame, EventPage } from '../src/wire/frames.js';
import { ProblemError, UnreachableError } from '../src/wire/problem.js';

const event = (sequence: number, conversation = 'c'): DurableFrame => ({
  type: 'noop',
  conversation,
  sequence,
});
const sequences = (events: readonly DurableFrame[]) => events.map(({ sequence }) => sequence);

describe('Track', () => {
  it('passes on what is next and drops what came before', () => {
    const track = new Track('e', 5);
    expect(sequences(track.offer(event(6)))).toEqual([6]);
    expect(track.offer(event(6))).toEqual([]);
    expect(track.offer(event(3))).toEqual([]);
    expect(track.position).toEqual({ epoch: 'e', sequence: 6 });
  });

  it('keeps what comes early until everything below has come', () => {
    const track = new Track('e', 0);
    expect(track.offer(event(3))).toEqual([]);
    expect(track.offer(event(2))).toEqual([]);
    expect(track.lacks).toBe(true);
    expect(track.position.sequence).toBe(0);
    expect(sequences(track.offer(event(1)))).toEqual([1, 2, 3]);
    expect(track.lacks).toBe(false);
  });

  it('lacks what only a head tells of', () => {
    const track = new Track('e', 4);
    track.want(4);
    expect(track.lacks).toBe(false);
    track.want(6);
    expect(track.lacks).toBe(true);
  });

  it('keeps no endless queue', () => {
    const track = new Track('e', 0);
    for (let sequence = 2; sequence < 3000; sequence++) track.offer(event(sequence));
    expect(track.offer(event(1))).toHaveLength(1001);
    expect(track.lacks).toBe(true);
  });

  it('goes on from elsewhere with what is still of use', () => {
    const track = new Track('e', 0);
    track.offer(event(9));
    track.offer(event(8));
    expect(sequences(track.moveTo('e', 7))).toEqual([8, 9]);
    track.offer(event(20));
    expect(track.moveTo('other', 7)).toEqual([]);
    expect(track.lacks).toBe(false);
  });
});

describe('Resume', () => {
  it('says every position, 300 a frame, and knows the last answer', () => {
    const position = { epoch: 'e', sequence: 1 };
    const positions = Object.fromEntries(Array.from({ length: 650 }, (_, index) => [`c${index}`, position]));
    const resume = new Resume(positions);
    const frames = resume.frames().filter((frame) => frame.type === 'resume');
    expect(frames.map((frame) => Object.keys(frame.positions).length)).toEqual([300, 300, 50]);
    expect(frames.map((frame) => frame.more ?? false)).toEqual([true, true, false]);
    expect(resume.isComplete({ type: 'resumed', ref: frames[0]?.ref ?? '' })).toBe(false);
    expect(resume.isComplete({ type: 'resumed', conversation: 'c1' })).toBe(false);
    expect(resume.isComplete({ type: 'resumed', ref: frames[2]?.ref ?? '' })).toBe(true);
  });

  it('is said even without conversations', () => {
    expect(new Resume({}).frames()).toMatchObject([{ type: 'resume', positions: {} }]);
  });
});

describe('Feed', () => {
  const page = (items: DurableFrame[], head: number, epoch = 'e'): EventPage => ({
    items,
    epoch,
    first: 1,
    head,
    next: null,
  });

  function setUp(read: (conversation: string, after: number) => Promise<EventPage>) {
    const events = { event: vi.fn(), reset: vi.fn(), stranger: vi.fn(), gone: vi.fn() };
    const readEvents = vi.fn(read);
    const feed = new Feed(events, readEvents);
    const came = () => events.event.mock.calls.map(([one]) => (one as DurableFrame).sequence);
    return { feed, events, readEvents, came };
  }

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gives a late event a moment before it asks', async () => {
    const { feed, readEvents, came } = setUp(() => Promise.reject(new Error('not needed')));
    feed.anchor('c', 'e', 0);
    feed.offer(event(2));
    await vi.advanceTimersByTimeAsync(300);
    feed.offer(event(1));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(came()).toEqual([1, 2]);
    expect(readEvents).not.toHaveBeenCalled();
  });

  it('reads a gap page by page', async () => {
    const { feed, readEvents, came } = setUp((_, after) =>
      Promise.resolve(page([event(after + 1), event(after + 2)], 7)),
    );
    feed.anchor('c', 'e', 0);
    feed.offer(event(7));
    await vi.advanceTimersByTimeAsync(500);
    expect(came()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(readEvents.mock.calls.map(([, after]) => after)).toEqual([0, 2, 4]);
  });

  it('reads what a head tells of, the last event included', async () => {
    const { feed, came, readEvents } = setUp(() => Promise.resolve(page([event(5)], 5)));
    feed.anchor('c', 'e', 4);
    feed.heads({ c: 4 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(readEvents).not.toHaveBeenCalled();
    feed.heads({ c: 5 });
    await vi.advanceTimersByTimeAsync(500);
    expect(came()).toEqual([5]);
  });

  it('asks again when nobody answers, also when the answer has nothing new', async () => {
    let attempts = 0;
    const { feed, came } = setUp(() => {
      attempts++;
      if (attempts === 1) return Promise.reject(new UnreachableError());
      return Promise.resolve(page(attempts === 2 ? [] : [event(1)], 1));
    });
    feed.anchor('c', 'e', 0);
    feed.heads({ c: 1 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(attempts).toBe(3);
    expect(came()).toEqual([1]);
  });

  it('starts afresh when the log was restored or cut', async () => {
    const { feed, events, came } = setUp(() => Promise.resolve(page([], 3, 'restored')));
    feed.anchor('c', 'e', 10);
    feed.offer(event(12));
    await vi.advanceTimersByTimeAsync(500);
    expect(events.reset).toHaveBeenCalledWith('c', true);
    expect(feed.position('c')).toEqual({ epoch: 'restored', sequence: 3 });
    feed.offer(event(4));
    expect(came()).toEqual([4]);
  });

  it('moves on by resync, with events that came already', () => {
    const { feed, events, came } = setUp(() => Promise.reject(new Error('not needed')));
    feed.anchor('c', 'e', 0);
    feed.offer(event(5001));
    feed.resync({ conversation: 'c', epoch: 'e', head: 5000 });
    expect(events.reset).toHaveBeenCalledWith('c', false);
    expect(came()).toEqual([5001]);
    feed.resync({ conversation: 'unknown', epoch: 'e', head: 1 });
    expect(events.reset).toHaveBeenCalledOnce();
  });

  it('keeps events of a stranger until it is introduced', () => {
    const { feed, events, came } = setUp(() => Promise.reject(new Error('not needed')));
    feed.offer(event(3));
    feed.offer(event(4));
    feed.heads({ other: 1 });
    expect(events.stranger.mock.calls).toEqual([['c'], ['c'], ['other']]);
    feed.anchor('c', 'e', 3);
    expect(came()).toEqual([4]);
    feed.anchor('c', 'e', 0);
    expect(feed.position('c')?.sequence).toBe(4);
  });

  it('says when the conversation is gone', async () => {
    const { feed, events } = setUp(() => {
      const problem = { name: 'not-found', status: 404, title: '', detail: '', errors: [] };
      return Promise.reject(new ProblemError(problem));
    });
    feed.anchor('c', 'e', 0);
    feed.offer(event(2));
    await vi.advanceTimersByTimeAsync(500);
    expect(events.gone).toHaveBeenCalledWith('c');
  });

  it('repairs a few conversations at once and all of them in the end', async () => {
    let running = 0;
    let most = 0;
    const { feed, came } = setUp(async (conversation) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 50));
      running--;
      return page([event(1, conversation)], 1);
    });
    const heads = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`c${index}`, 1]));
    for (const id of Object.keys(heads)) feed.anchor(id, 'e', 0);
    feed.heads(heads);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(most).toBe(3);
    expect(came()).toHaveLength(20);
  });

  it('does not repair while there is no line', async () => {
    const { feed, readEvents } = setUp(() => Promise.resolve(page([], 0)));
    feed.anchor('c', 'e', 0);
    feed.offer(event(2));
    feed.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(readEvents).not.toHaveBeenCalled();
    expect(feed.positions()).toEqual({ c: { epoch: 'e', sequence: 0 } });
  });
});

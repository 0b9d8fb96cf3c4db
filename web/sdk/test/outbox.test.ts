import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { webStorage } from '../src/outbox/outbox-storage.js';
import type { OutboxStorage } from '../src/outbox/outbox-storage.js';
import { noStorage } from '../src/outbox/outbox-storage.js';
import { Outbox } from '../src/outbox/outbox.js';
import type { ClientFrame } from '../src/wire/frames.js';

const LIMITS = { frameBytes: 65_536, textBytes: 16_384, unackedSends: 32 };
type Send = Extract<ClientFrame, { type: 'send' }>;

function setUp(storage: OutboxStorage = noStorage) {
  const sent: Send[] = [];
  const events = {
    send: vi.fn((frame: ClientFrame) => {
      sent.push(frame as Send);
      return true;
    }),
    stored: vi.fn(),
    unanswered: vi.fn(),
  };
  const outbox = new Outbox(events, storage);
  let sequence = 0;
  const ack = (frame: Send | undefined) => {
    if (frame === undefined) throw new Error('nothing was sent');
    const { conversation, clientMessageId } = frame;
    const createdAt = '2026-01-01T00:00:00.000Z';
    outbox.acknowledged({
      type: 'ack',
      conversation,
      clientMessageId,
      message: `m${clientMessageId}`,
      sequence: ++sequence,
      createdAt,
    });
  };
  const refuse = (frame: Send | undefined, problem: string, status: number, retryAfterMillis?: number) =>
    outbox.refused({
      type: 'problem',
      clientMessageId: frame?.clientMessageId ?? '',
      problem,
      status,
      ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }),
    });
  const texts = () => sent.map(({ text }) => text);
  const states = () => outbox.entries.get().map(({ content, state }) => `${content.text} ${state}`);
  return { outbox, sent, events, ack, refuse, texts, states };
}

function fakeStorage(): Storage {
  const items = new Map<string, string>();
  return {
    length: 0,
    clear: () => items.clear(),
    key: () => null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Outbox', () => {
  it('keeps a message until it is stored', () => {
    const { outbox, sent, events, ack, states } = setUp();
    outbox.send('c', { text: 'a' });
    expect(states()).toEqual(['a waiting']);
    outbox.online(LIMITS);
    expect(states()).toEqual(['a sent']);
    expect(sent[0]).toMatchObject({ type: 'send', conversation: 'c', text: 'a' });
    expect(sent[0]?.ref).toBe(sent[0]?.clientMessageId);
    ack(sent[0]);
    expect(states()).toEqual([]);
    expect(events.stored).toHaveBeenCalledOnce();
    ack(sent[0]);
    expect(events.stored).toHaveBeenCalledOnce();
  });

  it('sends again under the same id after a broken socket', () => {
    const { outbox, sent, texts } = setUp();
    outbox.online(LIMITS);
    outbox.send('c', { text: 'a' });
    outbox.send('c', { text: 'b' });
    outbox.offline();
    outbox.online(LIMITS);
    expect(texts()).toEqual(['a', 'b', 'a', 'b']);
    expect(sent[2]?.clientMessageId).toBe(sent[0]?.clientMessageId);
  });

  it('does not send again what came back as a message', () => {
    const { outbox, sent, texts } = setUp();
    outbox.online(LIMITS);
    outbox.send('c', { text: 'a' });
    outbox.offline();
    outbox.seen(sent[0]?.clientMessageId ?? '');
    outbox.online(LIMITS);
    expect(texts()).toEqual(['a']);
  });

  it('sends again what came back as a message and was refused after that', () => {
    const { outbox, sent, refuse, ack, texts, states } = setUp();
    outbox.online(LIMITS);
    outbox.send('c', { text: 'a' });
    outbox.seen(sent[0]?.clientMessageId ?? '');
    expect(states()).toEqual([]);
    outbox.send('c', { text: 'b' });
    refuse(sent[0], 'try-again', 503, 1_000);
    refuse(sent[1], 'try-again', 503, 1_000);
    vi.advanceTimersByTime(1_100);
    expect(texts()).toEqual(['a', 'b', 'a', 'b']);
    ack(sent[2]);
    ack(sent[3]);
    expect(states()).toEqual([]);
  });

  it('has done with what came back as a message when its answer comes', () => {
    const { outbox, sent, ack, events, texts } = setUp();
    outbox.online({ ...LIMITS, unackedSends: 1 });
    outbox.send('c', { text: 'a' });
    outbox.seen(sent[0]?.clientMessageId ?? '');
    outbox.send('c', { text: 'b' });
    expect(texts()).toEqual(['a']);
    ack(sent[0]);
    expect(events.stored).not.toHaveBeenCalled();
    expect(texts()).toEqual(['a', 'b']);
  });

  it('has no more on the way than allowed', () => {
    const { outbox, sent, ack, texts } = setUp();
    outbox.online({ ...LIMITS, unackedSends: 2 });
    for (const text of ['a', 'b', 'c', 'd']) outbox.send(`conversation-${text}`, { text });
    expect(texts()).toEqual(['a', 'b']);
    ack(sent[0]);
    expect(texts()).toEqual(['a', 'b', 'c']);
  });

  it('keeps the order behind a refused one, and other conversations go on', () => {
    const { outbox, sent, ack, refuse, texts } = setUp();
    outbox.online(LIMITS);
    for (const text of ['a', 'b', 'c']) outbox.send('c1', { text });
    refuse(sent[0], 'rate-limited', 429, 1_000);
    outbox.send('c1', { text: 'd' });
    outbox.send('c2', { text: 'x' });
    expect(texts()).toEqual(['a', 'b', 'c', 'x']);
    vi.advanceTimersByTime(2_000);
    expect(texts()).toEqual(['a', 'b', 'c', 'x']);
    refuse(sent[1], 'rate-limited', 429, 1_000);
    refuse(sent[2], 'rate-limited', 429, 1_000);
    vi.advanceTimersByTime(1_100);
    expect(texts()).toEqual(['a', 'b', 'c', 'x', 'a', 'b', 'c', 'd']);
    for (const frame of sent.slice(3)) ack(frame);
    expect(outbox.entries.get()).toEqual([]);
  });

  it('tries again without being told when', () => {
    const { outbox, sent, refuse, texts } = setUp();
    outbox.online(LIMITS);
    outbox.send('c', { text: 'a' });
    refuse(sent[0], 'try-again', 503);
    vi.advanceTimersByTime(1_100);
    expect(texts()).toEqual(['a', 'a']);
  });

  it('leaves a refusal for good to the user, and goes on with the next', () => {
    const { outbox, sent, ack, refuse, states, texts } = setUp();
    outbox.online(LIMITS);
    outbox.send('c', { text: 'a' });
    outbox.send('c', { text: 'b' });
    expect(refuse(sent[0], 'forbidden', 403)).toBe(true);
    ack(sent[1]);
    expect(states()).toEqual(['a refused']);
    expect(outbox.entries.get()[0]?.problem).toMatchObject({ name: 'forbidden' });
    outbox.retry(sent[0]?.clientMessageId ?? '');
    expect(texts()).toEqual(['a', 'b', 'a']);
    expect(sent[2]?.clientMessageId).toBe(sent[0]?.clientMessageId);
    outbox.discard(sent[0]?.clientMessageId ?? '');
    expect(states()).toEqual(['a sent']);
    refuse(sent[2], 'forbidden', 403);
    outbox.discard(sent[0]?.clientMessageId ?? '');
    expect(states()).toEqual([]);
  });

  it('takes no problem for its own that is not', () => {
    const { outbox } = setUp();
    expect(outbox.refused({ type: 'problem', problem: 'invalid', status: 400 })).toBe(false);
  });

  it('never sends what the socket would be closed for', () => {
    const { outbox, sent } = setUp();
    outbox.online(LIMITS);
    const entry = outbox.send('c', { text: 'ü'.repeat(8_193) });
    expect(entry).toMatchObject({ state: 'refused', problem: { name: 'too-large' } });
    const custom = outbox.send('c', { text: 'a', custom: 'x'.repeat(65_536) });
    expect(custom.state).toBe('refused');
    outbox.retry(custom.clientMessageId);
    expect(sent).toEqual([]);
  });

  it('has an end', () => {
    const { outbox } = setUp();
    for (let index = 0; index < 500; index++) outbox.send('c', { text: 'a' });
    expect(outbox.send('c', { text: 'b' })).toMatchObject({ state: 'refused' });
  });

  it('distrusts a socket that does not answer', () => {
    const { outbox, sent, events, ack } = setUp();
    outbox.online(LIMITS);
    outbox.send('c', { text: 'a' });
    vi.advanceTimersByTime(15_000);
    outbox.send('c', { text: 'b' });
    ack(sent[0]);
    vi.advanceTimersByTime(19_999);
    expect(events.unanswered).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(events.unanswered).toHaveBeenCalledOnce();
    outbox.offline();
    outbox.online(LIMITS);
    vi.advanceTimersByTime(20_000);
    expect(events.unanswered).toHaveBeenCalledTimes(2);
  });

  it('survives a reload, refused ones included', () => {
    const storage = webStorage(fakeStorage(), 'outbox');
    const before = setUp(storage);
    before.outbox.online(LIMITS);
    before.outbox.send('c', { text: 'a' });
    before.outbox.send('c', { text: 'b' });
    before.refuse(before.sent[1], 'forbidden', 403);
    const after = setUp(storage);
    expect(after.states()).toEqual(['a waiting', 'b refused']);
    after.outbox.online(LIMITS);
    expect(after.sent[0]?.clientMessageId).toBe(before.sent[0]?.clientMessageId);
  });

  it('leaves nothing behind when cleared', () => {
    const storage = webStorage(fakeStorage(), 'outbox');
    const { outbox } = setUp(storage);
    outbox.send('c', { text: 'secret' });
    outbox.clear();
    expect(storage.load()).toEqual([]);
    outbox.send('c', { text: 'a' });
    outbox.forget('c');
    expect(storage.load()).toEqual([]);
  });
});

describe('webStorage', () => {
  it('makes nothing of what it cannot read', () => {
    const storage = fakeStorage();
    storage.setItem('outbox', '{"broken');
    expect(webStorage(storage, 'outbox').load()).toEqual([]);
    storage.setItem('outbox', '[null, {"clientMessageId": 1}, "text"]');
    expect(webStorage(storage, 'outbox').load()).toEqual([]);
    storage.setItem('outbox', '{}');
    expect(webStorage(storage, 'outbox').load()).toEqual([]);
  });

  it('lives with a storage that is full or forbidden', () => {
    const refuse = () => {
      throw new Error('forbidden');
    };
    const broken = Object.assign(fakeStorage(), { getItem: refuse, setItem: refuse, removeItem: refuse });
    const storage = webStorage(broken, 'outbox');
    expect(storage.load()).toEqual([]);
    const outbox = new Outbox({ send: () => true, stored: vi.fn(), unanswered: vi.fn() }, storage);
    outbox.send('c', { text: 'a' });
    outbox.clear();
    expect(outbox.entries.get()).toEqual([]);
  });
});

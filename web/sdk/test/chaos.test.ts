import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakePerson, memoryStorage } from './fake/fake-person.js';
import { FakePlatform } from './fake/fake-platform.js';

const STEPS = 400;

/** mulberry32: the same seed, the same run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/**
 * Three people talk while sockets break, networks vanish, acks and events get lost, the platform asks for patience
 * and pages are reloaded. In the end everything said is there once, in each sender's order, for everyone.
 */
describe.each([1, 2, 3, 4, 5, 6, 7, 8])('Three people in a storm, seed %i', (seed) => {
  it('lose nothing, double nothing and agree', async () => {
    const random = chance(seed);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const platform = new FakePlatform();
    const users = ['ada', 'bob', 'eve'].map((name) => platform.addUser(name));
    const ids = users.map(({ id }) => id);
    const logs = [
      platform.addConversation('group', ids),
      platform.addConversation('direct', ids.slice(0, 2)),
    ];
    const people = users.map((user) => new FakePerson(platform, user, memoryStorage(), random));
    const said = new Map<string, string[]>();
    const begin = (person: FakePerson) => {
      void person.chat.start();
      for (const { id, members } of logs) if (members.includes(person.user.id)) person.chat.look(id);
    };
    people.forEach(begin);
    await vi.advanceTimersByTimeAsync(100);

    let count = 0;
    const say = (person: FakePerson) => {
      const log = pick(logs.filter(({ members }) => members.includes(person.user.id)));
      const text = `${person.user.id} ${++count}`;
      person.chat.send(log.id, { text });
      const key = `${log.id} ${person.user.id}`;
      said.set(key, [...(said.get(key) ?? []), text]);
    };
    const tellHeads = () => {
      for (const session of platform.sessions) {
        const mine = logs.filter(({ members }) => members.includes(session.user));
        session.fanOut({ type: 'heads', heads: Object.fromEntries(mine.map(({ id, head }) => [id, head])) });
      }
    };
    const harm = (person: FakePerson) => {
      const kind = random();
      if (kind < 0.2) person.browser.session?.close(pick([1001, 1006, 1011, 4000, 4002]));
      else if (kind < 0.3) person.browser.unplugged = !person.browser.unplugged;
      else if (kind < 0.4) platform.losesAcks = !platform.losesAcks;
      else if (kind < 0.5) platform.loses = random() < 0.5 ? () => random() < 0.3 : () => false;
      else if (kind < 0.6) {
        const busy = { problem: 'try-again', status: 503, detail: '', retryAfterMillis: 200 };
        platform.refuse = random() < 0.5 ? () => (random() < 0.3 ? busy : null) : () => null;
      } else if (kind < 0.7) {
        person.reload();
        begin(person);
      } else if (kind < 0.8) {
        person.browser.session?.say({ type: 'reconnect', afterMillis: 500 });
      }
    };
    for (let step = 0; step < STEPS; step++) {
      if (random() < 0.7) say(pick(people));
      if (random() < 0.15) harm(pick(people));
      if (step % 20 === 0) tellHeads();
      await vi.advanceTimersByTimeAsync(Math.floor(random() * 400));
    }

    platform.losesAcks = false;
    platform.loses = () => false;
    platform.refuse = () => null;
    for (const person of people) person.browser.unplugged = false;
    for (let seconds = 0; seconds < 90; seconds += 10) {
      await vi.advanceTimersByTimeAsync(10_000);
      tellHeads();
    }
    await vi.advanceTimersByTimeAsync(10_000);

    for (const log of logs) {
      for (const user of log.members) {
        const stored = log.messages.filter(({ sender }) => sender === user).map(({ text }) => text);
        expect(stored, `what ${user} said in ${log.id}`).toEqual(said.get(`${log.id} ${user}`) ?? []);
      }
    }
    for (const person of people) {
      expect(person.chat.connection.get().phase).toBe('live');
      expect(person.chat.outbox.get()).toEqual([]);
      for (const log of logs.filter(({ members }) => members.includes(person.user.id))) {
        for (let pages = 0; pages < 20; pages++) {
          void person.chat.timelines.loadOlder(log.id);
          await vi.advanceTimersByTimeAsync(10);
        }
        expect(person.texts(log.id)).toEqual(log.messages.map(({ text }) => text));
        const known = person.chat.conversations.get().find(({ id }) => id === log.id);
        expect(known).toMatchObject({ head: log.head, unread: log.view(person.user.id, true).unread });
        expect(log.marks.get(person.user.id)?.delivered).toBe(log.head);
      }
    }
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { statusOf } from '../src/marks/member-marks.js';
import { FakePerson, memoryStorage } from './fake/fake-person.js';
import { FakePlatform } from './fake/fake-platform.js';

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);

function setUp() {
  const platform = new FakePlatform();
  const [ada, bob] = [platform.addUser('ada'), platform.addUser('bob')];
  const log = platform.addConversation('direct', [ada.id, bob.id]);
  const person = (user = ada) => new FakePerson(platform, user);
  return { platform, ada, bob, log, id: log.id, person };
}

async function ready(person: FakePerson, ...looks: string[]) {
  void person.chat.start();
  for (const conversation of looks) person.chat.look(conversation);
  await pass(100);
  expect(person.chat.connection.get().phase).toBe('live');
  return person;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Chat', () => {
  it('lets two people talk, with typing, presence and ticks', async () => {
    const { person, bob, id, log, ada } = setUp();
    const a = await ready(person(), id);
    const b = await ready(person(bob));
    a.chat.presences.watch([bob.id]);
    b.chat.typing.typed(id);
    await pass(100);
    expect(a.chat.typing.of(id).get()).toEqual([bob.id]);
    expect(a.chat.presences.of(bob.id).get().state).toBe('online');

    a.chat.send(id, { text: 'hello' });
    expect(a.chat.outbox.get()).toHaveLength(1);
    await pass(10);
    expect(a.chat.outbox.get()).toEqual([]);
    expect(a.texts(id)).toEqual(['hello']);
    expect(b.chat.conversations.get()[0]).toMatchObject({ unread: 1, lastMessage: { text: 'hello' } });
    const status = () => {
      const message = a.chat.timelines.of(id).get().messages[0];
      return message && statusOf(message, a.chat.marks.of(id).get(), 1);
    };
    expect(status()).toBe('sent');
    await pass(500);
    expect(status()).toBe('delivered');
    b.chat.markRead(id, 1);
    expect(b.chat.conversations.get()[0]?.unread).toBe(0);
    await pass(500);
    expect(status()).toBe('read');
    expect(log.marks.get(ada.id)).toEqual({ delivered: 1, read: 1 });
    b.chat.presences.show('away');
    await pass(10);
    expect(a.chat.presences.of(bob.id).get().state).toBe('away');
  });

  it('shows everything missed after a break, once and in order', async () => {
    const { platform, person, bob, id } = setUp();
    const a = await ready(person(), id);
    platform.write(bob.id, id, 'before');
    await pass(10);
    a.browser.unplugged = true;
    platform.closeAll(1006);
    a.chat.send(id, { text: 'mine' });
    for (let index = 0; index < 5; index++) platform.write(bob.id, id, `missed ${index}`);
    await pass(5_000);
    expect(a.chat.connection.get().phase).toBe('waiting');
    expect(a.texts(id)).toEqual(['before']);
    a.browser.unplugged = false;
    a.chat.wake();
    await pass(100);
    const missed = ['missed 0', 'missed 1', 'missed 2', 'missed 3', 'missed 4'];
    expect(a.texts(id)).toEqual(['before', ...missed, 'mine']);
    expect(a.chat.conversations.get()[0]?.unread).toBe(0);
  });

  it('makes one message of two attempts when the ack was lost', async () => {
    const { platform, person, id, log } = setUp();
    const a = await ready(person(), id);
    platform.losesAcks = true;
    a.chat.send(id, { text: 'once' });
    await pass(10);
    expect(a.chat.outbox.get()).toMatchObject([{ state: 'sent' }]);
    platform.losesAcks = false;
    platform.closeAll(1011);
    await pass(1_000);
    expect(a.chat.outbox.get()).toEqual([]);
    expect(a.texts(id)).toEqual(['once']);
    expect(log.messages).toHaveLength(1);
  });

  it('leaves a socket that takes messages and never answers', async () => {
    const { platform, person, id, log } = setUp();
    const a = await ready(person(), id);
    platform.mute = true;
    a.chat.send(id, { text: 'a' });
    await pass(20_000);
    platform.mute = false;
    await pass(1_000);
    expect(log.messages).toHaveLength(1);
    expect(a.browser.sockets).toHaveLength(2);
  });

  it('loses nothing in a reload', async () => {
    const { platform, ada, id, log } = setUp();
    const a = new FakePerson(platform, ada, memoryStorage());
    await ready(a, id);
    a.browser.unplugged = true;
    platform.closeAll(1006);
    a.chat.send(id, { text: 'kept' });
    a.reload();
    a.browser.unplugged = false;
    await ready(a, id);
    expect(a.texts(id)).toEqual(['kept']);
    expect(log.messages).toHaveLength(1);
    a.chat.discardUnsent();
  });

  it('heals when fan-out loses an event, by what comes next or by heads', async () => {
    const { platform, person, bob, id } = setUp();
    const a = await ready(person(), id);
    platform.loses = ({ sequence }) => sequence === 1 || sequence === 3;
    platform.write(bob.id, id, 'one');
    platform.write(bob.id, id, 'two');
    await pass(10);
    expect(a.texts(id)).toEqual([]);
    await pass(1_000);
    expect(a.texts(id)).toEqual(['one', 'two']);
    platform.write(bob.id, id, 'three');
    a.browser.session?.say({ type: 'heads', heads: { [id]: 3 } });
    await pass(1_000);
    expect(a.texts(id)).toEqual(['one', 'two', 'three']);
  });

  it('does not let an ack hide what is still missing below it', async () => {
    const { platform, person, bob, id } = setUp();
    const a = await ready(person(), id);
    platform.loses = ({ sequence }) => sequence === 1;
    platform.write(bob.id, id, 'theirs');
    a.chat.send(id, { text: 'mine' });
    await pass(10);
    expect(a.texts(id)).toEqual(['mine']);
    await pass(1_000);
    expect(a.texts(id)).toEqual(['theirs', 'mine']);
    expect(a.chat.conversations.get()[0]).toMatchObject({ head: 2, unread: 0 });
  });

  it('starts a conversation afresh when it cannot be continued', async () => {
    const { platform, person, bob, id, log } = setUp();
    for (let index = 1; index <= 3; index++) platform.write(bob.id, id, `old ${index}`);
    const a = await ready(person(), id);
    a.chat.markRead(id, 3);
    await pass(400);
    platform.closeAll(1001);
    log.epoch = 'restored';
    log.log.length = 1;
    log.marks.set(a.user.id, { delivered: 1, read: 1 });
    platform.write(bob.id, id, 'new 2');
    await pass(1_000);
    expect(a.texts(id)).toEqual(['old 1', 'new 2']);
    expect(a.chat.conversations.get()[0]).toMatchObject({ epoch: 'restored', head: 2, unread: 1 });
    platform.write(bob.id, id, 'new 3');
    await pass(10);
    expect(a.texts(id)).toEqual(['old 1', 'new 2', 'new 3']);
  });

  it('learns of conversations that come and go, on line and off', async () => {
    const { platform, person, ada, bob, id } = setUp();
    const a = await ready(person());
    const ids = () => a.chat.conversations.get().map((conversation) => conversation.id);
    const group = platform.addConversation('group', [ada.id, bob.id], 'Team');
    await pass(10);
    platform.write(bob.id, group.id, 'welcome');
    await pass(10);
    expect(a.chat.conversations.get()[0]).toMatchObject({ id: group.id, unread: 1 });

    a.browser.unplugged = true;
    platform.closeAll(1006);
    const later = platform.addConversation('group', [ada.id, bob.id], 'Later');
    platform.write(bob.id, later.id, 'first');
    group.members.shift();
    a.browser.unplugged = false;
    await pass(2_000);
    expect(ids()).toEqual([later.id, id]);
    platform.write(bob.id, later.id, 'second');
    await pass(10);
    expect(a.chat.conversations.get()[0]).toMatchObject({ unread: 2, lastMessage: { text: 'second' } });
    a.browser.session?.say({ type: 'conversation.removed', conversation: id });
    await pass(10);
    expect(ids()).toEqual([later.id]);
  });

  it('asks for a conversation of which it only hears events', async () => {
    const { platform, person, ada, bob } = setUp();
    const a = await ready(person());
    const group = platform.addConversation('group', [bob.id], 'Team');
    group.members.push(ada.id);
    platform.write(bob.id, group.id, 'hi');
    await pass(10);
    expect(a.chat.conversations.get()[0]).toMatchObject({ id: group.id, unread: 1 });
    a.browser.session?.say({ type: 'heads', heads: { nowhere: 4 } });
    await pass(10);
    expect(a.chat.conversations.get()).toHaveLength(2);
  });

  it('creates a conversation and finds the one that is there', async () => {
    const { platform, person, ada, bob, id } = setUp();
    const a = await ready(person());
    const creating = a.chat.create({ kind: 'direct', members: [bob.id] });
    await pass(10);
    expect((await creating).id).toBe(id);
    const group = a.chat.create({ kind: 'group', members: [bob.id], name: 'Team' });
    await pass(10);
    expect(a.chat.conversations.get()[0]).toMatchObject({ name: 'Team', kind: 'group' });
    platform.write(bob.id, (await group).id, 'hi');
    await pass(10);
    expect(a.chat.conversations.get()[0]).toMatchObject({ unread: 1 });
    expect(a.chat.user).toBe(ada);
  });

  it('takes over marks from the other sessions of the user', async () => {
    const { platform, person, bob, id, ada } = setUp();
    for (let index = 0; index < 4; index++) platform.write(bob.id, id, `text ${index}`);
    const a = await ready(person());
    expect(a.chat.conversations.get()[0]?.unread).toBe(4);
    platform.mark(null, id, { read: 2 }, ada.id);
    await pass(50);
    expect(a.chat.conversations.get()[0]?.unread).toBe(2);
    a.chat.look(id);
    await pass(50);
    platform.mark(null, id, { read: 3 }, ada.id);
    await pass(50);
    expect(a.chat.conversations.get()[0]?.unread).toBe(1);
  });

  it('waits for the platform when it starts, and stops when told', async () => {
    const { person } = setUp();
    const a = person();
    a.browser.unplugged = true;
    void a.chat.start();
    await pass(10_000);
    expect(a.chat.listed.get()).toBe(false);
    a.browser.unplugged = false;
    a.chat.wake();
    await pass(100);
    expect(a.chat.connection.get().phase).toBe('live');
    a.chat.stop();
    expect(a.chat.connection.get().phase).toBe('idle');
    void a.chat.start();
    await pass(100);
    expect(a.chat.connection.get().phase).toBe('live');
  });

  it('renews an expired login before it comes back, and ends with it', async () => {
    const { platform, person } = setUp();
    const a = await ready(person());
    void a.parley.identity.check();
    await pass(10);
    a.browser.jar.fresh = false;
    platform.closeAll(1006);
    await pass(3_000);
    expect(a.chat.connection.get().phase).toBe('live');
    expect(a.browser.jar.refreshes).toBe(1);
    platform.closeAll(4503);
    await pass(10);
    expect(a.parley.state.get()).toEqual({ phase: 'signed-out', reason: 'ended' });
  });

  it('comes back from being told to stay away when the user says so', async () => {
    const { platform, person } = setUp();
    const a = await ready(person());
    platform.closeAll(4500);
    await pass(60_000);
    expect(a.chat.connection.get()).toMatchObject({ phase: 'stopped', reason: 'refused' });
    a.chat.restart();
    await pass(100);
    expect(a.chat.connection.get().phase).toBe('live');
  });

  it('shows nobody as present while nobody knows', async () => {
    const { platform, person, bob } = setUp();
    const a = await ready(person());
    await ready(person(bob));
    a.chat.presences.watch([bob.id]);
    await pass(100);
    a.browser.unplugged = true;
    platform.closeAll(1006);
    await pass(5_000);
    expect(a.chat.presences.of(bob.id).get().state).not.toBe('unknown');
    await pass(6_000);
    expect(a.chat.presences.of(bob.id).get().state).toBe('unknown');
  });

  it('gives a refused message back to the user, and sends it again on demand', async () => {
    const { platform, person, id } = setUp();
    const a = await ready(person(), id);
    platform.refuse = () => ({ problem: 'forbidden', status: 403, detail: 'Only moderators write here.' });
    const entry = a.chat.send(id, { text: 'hi' });
    await pass(10);
    expect(a.chat.outbox.get()).toMatchObject([
      { state: 'refused', problem: { detail: 'Only moderators write here.' } },
    ]);
    platform.refuse = () => null;
    a.chat.retry(entry.clientMessageId);
    await pass(10);
    expect(a.texts(id)).toEqual(['hi']);
    platform.refuse = () => ({ problem: 'forbidden', status: 403, detail: '' });
    const other = a.chat.send(id, { text: 'no' });
    await pass(10);
    a.chat.discard(other.clientMessageId);
    expect(a.chat.outbox.get()).toEqual([]);
    expect(a.chat.textBytes).toBe(16_384);
  });

  it('stops loading what nobody looks at any more', async () => {
    const { platform, person, bob, id } = setUp();
    const a = await ready(person());
    const stop = a.chat.look(id);
    const stopToo = a.chat.look(id);
    stop();
    stop();
    stopToo();
    await pass(50);
    platform.write(bob.id, id, 'still kept');
    await pass(50);
    expect(a.texts(id)).toEqual(['still kept']);
  });
});

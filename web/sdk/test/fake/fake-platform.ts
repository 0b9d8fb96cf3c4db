import type { LinkedIdentity, Login } from '../../src/identity/identity.js';
import type { DurableFrame, MessageContent, ServerFrame } from '../../src/wire/frames.js';
import type {
  ConversationKind,
  Marks,
  Message,
  Presence,
  PresenceState,
  User,
} from '../../src/wire/model.js';
import { FakeConversation } from './fake-log.js';
import { FakeSession } from './fake-session.js';

interface Refusal {
  readonly problem: string;
  readonly status: number;
  readonly detail: string;
  readonly retryAfterMillis?: number;
}

/** The parts of the protocol that the SDK meets, in memory, with switches for what can go wrong. */
export class FakePlatform {
  readonly users = new Map<string, User>();
  readonly conversations = new Map<string, FakeConversation>();
  readonly sessions = new Set<FakeSession>();
  logins: readonly Login[] = [login('l-here', 'This browser', true), login('l-there', 'A phone', false)];
  identities: readonly LinkedIdentity[] = [];
  /** Whether a user without identities could still log in. */
  hasPassword = true;
  readonly providers: { provider: string; title: string }[] = [];
  /** Nothing is answered any more, on sockets that stay open. */
  mute = false;
  /** Stores what is sent, and never says so. */
  losesAcks = false;
  /** Events that fan-out loses: the log has them. */
  loses: (event: DurableFrame) => boolean = () => false;
  refuse: (conversation: string, clientMessageId: string) => Refusal | null = () => null;
  readonly #presences = new Map<string, Presence>();
  #ids = 0;

  addUser(username: string, fullName = username): User {
    const createdAt = '2026-01-01T00:00:00.000Z';
    const user = { id: `u-${username}`, username, fullName, avatarUrl: null, roles: [], createdAt };
    this.users.set(user.id, user);
    return user;
  }

  addConversation(
    kind: ConversationKind,
    members: readonly string[],
    name: string | null = null,
  ): FakeConversation {
    const conversation = new FakeConversation(`c${++this.#ids}`, kind, name, [...members]);
    this.conversations.set(conversation.id, conversation);
    for (const session of this.sessions) {
      if (!members.includes(session.user)) continue;
      session.fanOut({ type: 'conversation.added', conversation: conversation.view(session.user, false) });
    }
    return conversation;
  }

  conversation(id: string): FakeConversation {
    const conversation = this.conversations.get(id);
    if (conversation === undefined) throw new Error(`no conversation ${id}`);
    return conversation;
  }

  attach(
    user: string,
    resume: boolean,
    deliver: (text: string) => void,
    close: (code: number) => void,
  ): FakeSession {
    const session = new FakeSession(this, user, resume, deliver, close);
    this.sessions.add(session);
    session.welcome();
    this.showPresence(user, 'online');
    return session;
  }

  detach(session: FakeSession): void {
    this.sessions.delete(session);
    const others = [...this.sessions].some(({ user }) => user === session.user);
    if (!others) this.showPresence(session.user, 'offline');
  }

  closeAll(code: number): void {
    for (const session of [...this.sessions]) session.close(code);
  }

  /** Stores a message once, and tells everyone but the sending session. */
  store(
    sender: string,
    conversation: string,
    content: MessageContent & { clientMessageId: string },
    sending: FakeSession | null = null,
  ): { message: Message; duplicate: boolean } {
    const log = this.conversation(conversation);
    const { clientMessageId, text } = content;
    const known = log.messages.find(
      (message) => message.sender === sender && message.clientMessageId === clientMessageId,
    );
    if (known !== undefined) return { message: known, duplicate: true };
    const event = log.append({
      type: 'message',
      id: `m${++this.#ids}`,
      clientMessageId,
      sender,
      text,
      replyTo: null,
      attachments: [],
      mentions: [],
      custom: null,
      reactions: [],
      createdAt: new Date().toISOString(),
      editedAt: null,
      deletedAt: null,
      status: 'sent',
    }) as { type: 'message' } & Message;
    this.publish(event, sending);
    this.#marked(log, sender, log.mark(sender, { read: event.sequence }), sending);
    return { message: event, duplicate: false };
  }

  /** A message of someone who has no socket here. */
  write(sender: string, conversation: string, text: string): Message {
    return this.store(sender, conversation, { clientMessageId: `cm${++this.#ids}`, text }).message;
  }

  publish(event: DurableFrame, but: FakeSession | null = null): void {
    if (this.loses(event)) return;
    this.toMembers(event.conversation, event, (session) => session !== but);
  }

  toMembers(
    conversation: string,
    frame: ServerFrame,
    to: (session: FakeSession) => boolean = () => true,
  ): void {
    const members = this.conversation(conversation).members;
    for (const session of this.sessions) {
      if (members.includes(session.user) && to(session)) session.fanOut(frame);
    }
  }

  mark(
    session: FakeSession | null,
    conversation: string,
    marks: Partial<Marks>,
    user = session?.user ?? '',
  ): void {
    const log = this.conversation(conversation);
    this.#marked(log, user, log.mark(user, marks), session);
  }

  presence(user: string): Presence {
    return this.#presences.get(user) ?? { user, state: 'offline', since: null, lastSeen: null, version: 0 };
  }

  showPresence(user: string, state: PresenceState): void {
    const known = this.presence(user);
    const now = new Date().toISOString();
    const lastSeen = state === 'offline' ? now : (known.lastSeen ?? null);
    const presence = { user, state, since: now, lastSeen, version: known.version + 1 };
    this.#presences.set(user, presence);
    for (const session of this.sessions) {
      if (session.watched.includes(user)) session.say({ type: 'presence', ...presence });
    }
  }

  #marked(log: FakeConversation, user: string, marks: Marks, but: FakeSession | null): void {
    this.toMembers(
      log.id,
      { type: 'marks', conversation: log.id, user, ...marks },
      (session) => session !== but,
    );
  }
}

function login(id: string, device: string, current: boolean): Login {
  const at = '2026-01-01T00:00:00.000Z';
  return { id, device, address: '10.0.0.1', createdAt: at, lastUsedAt: at, current };
}

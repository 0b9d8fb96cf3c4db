import { Conversations } from '../conversations/conversations.js';
import type { Identity } from '../identity/identity.js';
import { Feed } from '../log/feed.js';
import { Resume } from '../log/resume.js';
import { MemberMarks } from '../marks/member-marks.js';
import { OwnMarks } from '../marks/own-marks.js';
import type { OutboxEntry, OutboxStorage } from '../outbox/outbox-storage.js';
import { Outbox } from '../outbox/outbox.js';
import { Presences } from '../presence/presences.js';
import type { ConversationsApi, NewConversation } from '../rest/conversations-api.js';
import { Backoff } from '../socket/backoff.js';
import type { ConnectionState } from '../socket/connection.js';
import { Connection } from '../socket/connection.js';
import type { SocketFactory } from '../socket/socket.js';
import { socketAddress } from '../socket/socket.js';
import type { Readable } from '../store/store.js';
import { Timelines } from '../timeline/timelines.js';
import { Typing } from '../typing/typing.js';
import type { Ack, DurableFrame, MessageContent, ServerFrame, Welcome } from '../wire/frames.js';
import type { Conversation, Marks, User } from '../wire/model.js';
import { isProblem } from '../wire/problem.js';
import { Listing } from './listing.js';
import { Lookers } from './lookers.js';
import { storedMessage } from './stored-message.js';

export interface ChatOptions {
  readonly user: User;
  readonly identity: Identity;
  readonly api: ConversationsApi;
  readonly baseUrl: string;
  readonly openSocket: SocketFactory;
  readonly storage: OutboxStorage;
  readonly random?: () => number;
}

/**
 * Everything that one signed-in user sees and does, kept up to date over one socket. What the parts know is in
 * stores; what the user does goes through the methods. It survives reconnects; {@link stop} ends it.
 */
export class Chat {
  readonly user: User;
  readonly timelines: Timelines;
  readonly marks: MemberMarks;
  readonly presences: Presences;
  readonly typing: Typing;
  readonly #api: ConversationsApi;
  readonly #conversations: Conversations;
  readonly #listing: Listing;
  readonly #connection: Connection;
  readonly #feed: Feed;
  readonly #outbox: Outbox;
  readonly #ownMarks: OwnMarks;
  readonly #lookers = new Lookers((id) => this.timelines.close(id));
  #resume: Resume | null = null;

  constructor(options: ChatOptions) {
    const { api, identity, user } = options;
    this.user = user;
    this.#api = api;
    this.#connection = new Connection(
      {
        address: async () =>
          socketAddress(options.baseUrl, identity.usesCookies ? null : await identity.ticket()),
        openSocket: options.openSocket,
        renew: () => identity.renew(),
        stillSignedIn: async () => (await identity.check()) !== null,
        ...(options.random === undefined ? {} : { random: options.random }),
      },
      { opened: () => this.#opened(), frame: (frame) => this.#received(frame), lost: () => this.#lost() },
    );
    const send = this.#connection.send.bind(this.#connection);
    this.timelines = new Timelines((id, before) =>
      api.messages(id, before === null ? undefined : { before }),
    );
    this.marks = new MemberMarks(user.id, (id) => api.marks(id));
    this.presences = new Presences(send);
    this.typing = new Typing(send);
    this.#ownMarks = new OwnMarks(send);
    this.#conversations = new Conversations(user.id, (cursor) => api.list(cursor, 100));
    this.#listing = new Listing(this.#conversations, (id) => api.get(id), new Backoff(options.random));
    this.#feed = new Feed(
      {
        event: (event) => this.#happened(event),
        reset: (id, restored) => this.#reset(id, restored),
        stranger: (id) => void this.#meet(id),
        gone: (id) => this.#gone(id),
      },
      (id, after) => api.events(id, after),
    );
    this.#outbox = new Outbox(
      {
        send,
        stored: (entry, ack) => this.#stored(entry, ack),
        unanswered: () => this.#connection.distrust(),
      },
      options.storage,
    );
    this.#connection.state.subscribe(() => {
      const state = this.#connection.state.get();
      if (state.phase === 'stopped' && state.reason === 'revoked') identity.ended();
    });
  }

  get connection(): Readable<ConnectionState> {
    return this.#connection.state;
  }

  /** The latest activity first; `listed` says whether it is complete. */
  get conversations(): Readable<readonly Conversation[]> {
    return this.#conversations.list;
  }

  get listed(): Readable<boolean> {
    return this.#listing.complete;
  }

  get outbox(): Readable<readonly OutboxEntry[]> {
    return this.#outbox.entries;
  }

  /** The most bytes of UTF-8 that a text may have. */
  get textBytes(): number {
    return this.#outbox.textBytes;
  }

  /** Reads the list of conversations, as often as it takes, and then opens the socket. */
  async start(): Promise<void> {
    if (await this.#listing.read()) {
      this.#anchor();
      this.#connection.start();
    }
  }

  stop(): void {
    this.#listing.stop();
    this.#connection.stop();
    this.#feed.stop();
    this.presences.stop();
  }

  /** Tries again after the platform told this client to stay away. */
  restart(): void {
    this.#connection.start();
  }

  /** To be called when the network or the page comes back. */
  wake(): void {
    this.#connection.wake();
    this.#listing.hurry();
  }

  /** Forgets what has not been sent: the user signs out. */
  discardUnsent(): void {
    this.#outbox.clear();
  }

  async create(conversation: NewConversation): Promise<Conversation> {
    const created = await this.#api.create(conversation);
    this.#added(created);
    return created;
  }

  /** Loads what is needed to look at a conversation, until the returned function is called. */
  look(conversation: string): () => void {
    const stop = this.#lookers.add(conversation);
    this.#load(conversation);
    return stop;
  }

  /** Never fails: what cannot be sent now waits in the {@link outbox}. */
  send(conversation: string, content: MessageContent): OutboxEntry {
    this.typing.stopped(conversation);
    return this.#outbox.send(conversation, content);
  }

  retry(clientMessageId: string): void {
    this.#outbox.retry(clientMessageId);
  }

  discard(clientMessageId: string): void {
    this.#outbox.discard(clientMessageId);
  }

  /** The user has seen everything up to this sequence. */
  markRead(conversation: string, sequence: number): void {
    if (sequence > (this.#conversations.get(conversation)?.marks.read ?? sequence)) {
      this.#markOwn(conversation, { read: sequence });
      this.#ownMarks.raise(conversation, { read: sequence });
    }
  }

  #opened(): void {
    this.#resume = new Resume(this.#feed.positions());
    for (const frame of this.#resume.frames()) this.#connection.send(frame);
  }

  #live(welcome: Welcome | null): void {
    this.#resume = null;
    this.#connection.resumed();
    this.#outbox.online(welcome?.limits);
    this.presences.online();
    for (const { id, head, marks } of this.#conversations.list.get()) {
      if (head > marks.delivered) this.#delivered(id, head);
    }
    this.#ownMarks.flush();
    for (const id of this.#lookers.conversations()) this.#load(id);
    void this.#listing.refresh().then(() => this.#anchor());
  }

  #lost(): void {
    this.#resume = null;
    this.#outbox.offline();
    this.#ownMarks.offline();
    this.typing.offline();
    this.#feed.stop();
    this.presences.offline();
  }

  #received(frame: ServerFrame): void {
    switch (frame.type) {
      case 'ack':
        this.#outbox.acknowledged(frame);
        break;
      case 'problem':
        this.#outbox.refused(frame);
        break;
      case 'marks':
        if (frame.user === this.user.id) this.#markOwn(frame.conversation, frame);
        else this.marks.raised(frame);
        break;
      case 'typing':
        this.typing.changed(frame);
        break;
      case 'presence':
        this.presences.changed(frame);
        break;
      case 'heads':
        this.#feed.heads(frame.heads);
        break;
      case 'resumed':
        if (frame.conversation !== undefined && frame.head !== undefined) {
          this.#feed.heads({ [frame.conversation]: frame.head });
        }
        if (this.#resume?.isComplete(frame)) this.#live(this.#connection.welcome);
        break;
      case 'resync':
        this.#feed.resync(frame);
        break;
      case 'conversation.added':
        this.#added(frame.conversation);
        break;
      case 'conversation.removed':
        this.#gone(frame.conversation);
        break;
      case 'welcome':
      case 'auth.expiring':
      case 'reconnect':
      case 'pong':
        break;
      default:
        this.#feed.offer(frame);
    }
  }

  /** An event of a log, each once and in order. */
  #happened(event: DurableFrame): void {
    this.#conversations.apply(event);
    this.timelines.apply(event);
    this.marks.apply(event);
    if (event.type !== 'message') return;
    if (event.sender === this.user.id) {
      this.#outbox.seen(event.clientMessageId);
    } else {
      this.typing.wrote(event.conversation, event.sender);
      this.#delivered(event.conversation, event.sequence);
    }
  }

  #stored(entry: OutboxEntry, ack: Ack): void {
    const position = this.#feed.position(ack.conversation);
    if (position === undefined || ack.sequence <= position.sequence) return;
    const message = storedMessage(entry, ack, this.user.id);
    this.timelines.put(message);
    this.#feed.offer({ type: 'message', ...message });
  }

  #delivered(conversation: string, sequence: number): void {
    this.#markOwn(conversation, { delivered: sequence });
    this.#ownMarks.raise(conversation, { delivered: sequence });
  }

  #markOwn(conversation: string, marks: Partial<Marks>): void {
    const counted = this.#conversations.raiseMarks(conversation, marks, (read) =>
      this.timelines.countAfter(conversation, read),
    );
    if (!counted) void this.#listing.reread(conversation);
  }

  #added(conversation: Conversation): void {
    this.#conversations.put(conversation);
    this.#feed.anchor(conversation.id, conversation.epoch, conversation.head);
  }

  async #meet(id: string): Promise<void> {
    const conversation = await this.#listing.find(id);
    if (conversation === 'gone') this.#feed.forget(id);
    else if (conversation !== null) this.#added(conversation);
  }

  #gone(conversation: string): void {
    this.#feed.forget(conversation);
    this.#conversations.remove(conversation);
    this.timelines.forget(conversation);
    this.marks.forget(conversation);
    this.#ownMarks.forget(conversation);
    this.#outbox.forget(conversation);
  }

  #reset(conversation: string, restored: boolean): void {
    if (restored) {
      this.#ownMarks.forget(conversation);
      this.marks.forget(conversation);
    }
    void this.timelines.reset(conversation);
    void this.#listing.replace(conversation);
    if (this.#lookers.has(conversation)) void this.#loadMarks(conversation);
  }

  #anchor(): void {
    for (const { id, epoch, head } of this.#conversations.list.get()) this.#feed.anchor(id, epoch, head);
  }

  #load(conversation: string): void {
    void this.timelines.open(conversation);
    void this.#loadMarks(conversation);
    const known = this.#conversations.get(conversation);
    if (known !== undefined && known.members === undefined) void this.#listing.reread(conversation);
  }

  /** Without them the ticks rely on frames and on what messages said; the next time on line it is tried again. */
  async #loadMarks(conversation: string): Promise<void> {
    try {
      await this.marks.load(conversation);
    } catch (error) {
      if (isProblem(error, 'not-found')) this.marks.forget(conversation);
    }
  }
}

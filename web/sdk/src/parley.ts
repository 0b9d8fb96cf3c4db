import { Chat } from './chat/chat.js';
import type { IdentityState, TokenMode, TokenSource } from './identity/identity.js';
import { Identity } from './identity/identity.js';
import type { OutboxStorage } from './outbox/outbox-storage.js';
import { noStorage } from './outbox/outbox-storage.js';
import { ConversationsApi } from './rest/conversations-api.js';
import { Http } from './rest/http.js';
import { RestTransport } from './rest/transport.js';
import { UsersApi } from './rest/users-api.js';
import type { SocketFactory } from './socket/socket.js';
import { browserSocket } from './socket/socket.js';
import type { Readable } from './store/store.js';
import { Directory } from './users/directory.js';
import type { User } from './wire/model.js';

export interface ParleyOptions {
  /** `https://chat.example.org`; empty (the default) for the page's own origin. */
  readonly baseUrl?: string;
  /** `cookie` (the default) for pages of an allowed origin, `body` elsewhere. */
  readonly tokens?: TokenMode;
  /** Instead of logging in: where a team's own backend gives out access tokens of its users. Implies `body`. */
  readonly tokenSource?: TokenSource;
  /** Where unsent messages of a user outlive the page; by default nowhere. */
  readonly outboxStorage?: (user: string) => OutboxStorage;
  readonly fetch?: typeof globalThis.fetch;
  readonly openSocket?: SocketFactory;
  readonly random?: () => number;
}

/** The way in: who one is, the directory of users, and the chat of whoever is signed in. */
export class Parley {
  readonly identity: Identity;
  readonly users: UsersApi;
  readonly conversations: ConversationsApi;
  readonly directory: Directory;
  readonly #http: Http;
  readonly #options: ParleyOptions;

  constructor(options: ParleyOptions = {}) {
    this.#options = options;
    const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    const transport = new RestTransport(options.baseUrl ?? '', fetch);
    const source = options.tokenSource ?? null;
    this.identity = new Identity(transport, source === null ? (options.tokens ?? 'cookie') : 'body', source);
    this.#http = new Http(transport, this.identity);
    this.users = new UsersApi(this.#http);
    this.directory = new Directory((id) => this.users.get(id));
    this.conversations = new ConversationsApi(this.#http, (users) => this.directory.meet(users));
  }

  get state(): Readable<IdentityState> {
    return this.identity.state;
  }

  /** The chat of a signed-in user; it does nothing before `start`. */
  chat(user: User): Chat {
    const { baseUrl = '', openSocket = browserSocket, outboxStorage, random } = this.#options;
    this.directory.meet([user]);
    return new Chat({
      user,
      identity: this.identity,
      api: this.conversations,
      baseUrl,
      openSocket,
      storage: outboxStorage?.(user.id) ?? noStorage,
      ...(random === undefined ? {} : { random }),
    });
  }
}

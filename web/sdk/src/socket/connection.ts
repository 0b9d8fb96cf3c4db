import type { Readable } from '../store/store.js';
import { Store } from '../store/store.js';
import { closeVerdict } from '../wire/close-codes.js';
import { decodeFrame } from '../wire/decode.js';
import type { ClientFrame, ServerFrame, Welcome } from '../wire/frames.js';
import { newId } from '../wire/ids.js';
import { isProblem, patienceAsked } from '../wire/problem.js';
import { Backoff } from './backoff.js';
import { Liveness } from './liveness.js';
import { Renewal } from './renewal.js';
import type { SocketFactory, SocketLike } from './socket.js';

const SUBPROTOCOL = 'parley.v1';
const WELCOME_MILLIS = 15_000;
/** A resume that takes longer is cut off; what it brought so far needs not come again. */
const RESUME_MILLIS = 60_000;

export type ConnectionState =
  | { readonly phase: 'idle' }
  /** `first`: it has never been live. */
  | { readonly phase: 'connecting'; readonly first: boolean }
  /** The socket is open and what was missed is on its way. */
  | { readonly phase: 'resuming'; readonly first: boolean }
  | { readonly phase: 'live'; readonly session: string }
  /** `retryAt` in milliseconds since 1970. */
  | {
      readonly phase: 'waiting';
      readonly retryAt: number;
      readonly failures: number;
      readonly first: boolean;
    }
  /** Nothing more happens by itself: the login has ended, or the platform told this client to stay away. */
  | { readonly phase: 'stopped'; readonly reason: 'revoked' | 'refused'; readonly code: number };

export interface ConnectionOptions {
  /** The address for one attempt, with a fresh ticket where tickets are used. */
  readonly address: () => Promise<string>;
  readonly openSocket: SocketFactory;
  /** A fresh access token. */
  readonly renew: () => Promise<string>;
  /** Whether the platform still knows the user; asked when an upgrade was refused. Throws when unreachable. */
  readonly stillSignedIn: () => Promise<boolean>;
  readonly random?: () => number;
}

export interface ConnectionEvents {
  /** The first frame on a new socket: now `resume` is due, and then {@link Connection.resumed}. */
  opened(welcome: Welcome): void;
  /** Every further frame that this class doesn't deal with itself. */
  frame(frame: ServerFrame): void;
  /** The socket is gone: what it hasn't answered has an unknown outcome. */
  lost(): void;
}

/** One socket at a time, for as long as the login lives: opens it, renews it, and brings it back. */
export class Connection {
  readonly #state = new Store<ConnectionState>({ phase: 'idle' });
  readonly #backoff: Backoff;
  readonly #liveness: Liveness;
  readonly #renewal: Renewal;
  #socket: SocketLike | null = null;
  #welcome: Welcome | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #wasLive = false;
  /** When the platform asked us to come back, in milliseconds since 1970. */
  #comeBackAt = 0;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly events: ConnectionEvents,
  ) {
    this.#backoff = new Backoff(options.random);
    this.#liveness = new Liveness(
      () => this.send({ type: 'ping', ref: newId() }),
      () => this.#dropped(1006),
    );
    this.#renewal = new Renewal(options.renew, (token) => this.send({ type: 'auth', ref: newId(), token }));
  }

  get state(): Readable<ConnectionState> {
    return this.#state;
  }

  get welcome(): Welcome | null {
    return this.#welcome;
  }

  /** Does nothing while it runs already. */
  start(): void {
    const { phase } = this.#state.get();
    if (phase === 'idle' || phase === 'stopped') {
      this.#backoff.reset();
      void this.#open();
    }
  }

  stop(): void {
    this.#release(1000);
    this.#state.set({ phase: 'idle' });
  }

  /** The network or the page came back: tries at once instead of waiting, or checks the socket that it has. */
  wake(): void {
    if (this.#state.get().phase === 'waiting') void this.#open();
    else this.#liveness.probe();
  }

  /** Gives up a socket that cannot be trusted any more, and comes back. */
  distrust(): void {
    if (this.#welcome !== null) this.#dropped(1006);
  }

  /** False without an open, welcomed socket; then the frame is not sent. */
  send(frame: ClientFrame): boolean {
    if (this.#socket === null || this.#welcome === null) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Everything missed has come: from here on it is live. */
  resumed(): void {
    if (this.#welcome === null || this.#state.get().phase !== 'resuming') return;
    if (this.#comeBackAt <= Date.now()) clearTimeout(this.#timer);
    this.#wasLive = true;
    this.#backoff.reset();
    this.#state.set({ phase: 'live', session: this.#welcome.session });
  }

  async #open(): Promise<void> {
    this.#release(1000);
    const attempt = this.#attempt;
    this.#state.set({ phase: 'connecting', first: !this.#wasLive });
    try {
      const address = await this.options.address();
      if (attempt === this.#attempt) this.#attach(this.options.openSocket(address, SUBPROTOCOL));
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (isProblem(error, 'unauthenticated')) this.#end('revoked', 4503);
      else this.#wait(patienceAsked(error));
    }
  }

  #attach(socket: SocketLike): void {
    let opened = false;
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#dropped(1006), WELCOME_MILLIS);
    socket.onopen = () => {
      opened = true;
    };
    socket.onmessage = ({ data }) => {
      this.#liveness.heard();
      const frame = typeof data === 'string' ? decodeFrame(data) : null;
      if (frame !== null) this.#received(frame);
    };
    socket.onclose = ({ code }) => {
      if (opened) this.#dropped(code);
      else void this.#refused();
    };
    socket.onerror = null;
  }

  #received(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.#renewal.welcomed(frame.serverTime);
        if (this.#welcome === null) this.#opened(frame);
        else this.#welcome = { ...this.#welcome, expiresAt: frame.expiresAt };
        break;
      case 'auth.expiring':
        this.#renewal.expiring(frame.expiresAt);
        break;
      case 'reconnect':
        this.#moveOn(frame.afterMillis);
        break;
      case 'pong':
        break;
      default:
        if (this.#welcome !== null) this.events.frame(frame);
    }
  }

  #opened(welcome: Welcome): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#dropped(1006), RESUME_MILLIS);
    this.#welcome = welcome;
    this.#liveness.start(welcome.heartbeatSeconds);
    this.#state.set({ phase: 'resuming', first: !this.#wasLive });
    this.events.opened(welcome);
  }

  /** The node goes away: uses it as long as it may, then leaves for another one. */
  #moveOn(afterMillis: number): void {
    this.#comeBackAt = Date.now() + afterMillis;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#open(), afterMillis);
  }

  /** A browser tells a refused upgrade from a dead network by nothing: asks the platform which one it was. */
  async #refused(): Promise<void> {
    this.#release(1000);
    const attempt = this.#attempt;
    const signedIn = await this.options.stillSignedIn().catch(() => true);
    if (attempt !== this.#attempt) return;
    if (signedIn) this.#wait();
    else this.#end('revoked', 4503);
  }

  #dropped(code: number): void {
    this.#release(1000);
    const verdict = closeVerdict(code);
    switch (verdict) {
      case 'revoked':
        this.#end('revoked', code);
        break;
      case 'stop':
        this.#end('refused', code);
        break;
      case 'again-renewed':
        void this.#renewThenWait();
        break;
      case 'again-later':
        this.#backoff.slowDown();
        this.#wait();
        break;
      case 'again':
        this.#wait(Math.max(0, this.#comeBackAt - Date.now()));
        break;
    }
  }

  async #renewThenWait(): Promise<void> {
    const attempt = this.#attempt;
    this.#state.set({ phase: 'connecting', first: !this.#wasLive });
    try {
      await this.options.renew();
      if (attempt === this.#attempt) this.#wait();
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (isProblem(error, 'unauthenticated')) this.#end('revoked', 4001);
      else this.#wait();
    }
  }

  #wait(atLeastMillis = 0): void {
    const failures = this.#backoff.failures;
    const millis = Math.max(this.#backoff.next(), atLeastMillis);
    this.#state.set({ phase: 'waiting', retryAt: Date.now() + millis, failures, first: !this.#wasLive });
    this.#timer = setTimeout(() => void this.#open(), millis);
  }

  #end(reason: 'revoked' | 'refused', code: number): void {
    this.#release(1000);
    this.#state.set({ phase: 'stopped', reason, code });
  }

  /** Lets go of the socket, if there is one; whatever was under way for it has no effect any more. */
  #release(code: number): void {
    this.#attempt++;
    clearTimeout(this.#timer);
    this.#liveness.stop();
    this.#renewal.stop();
    const socket = this.#socket;
    const welcomed = this.#welcome !== null;
    this.#socket = null;
    this.#welcome = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(code);
    }
    if (welcomed) this.events.lost();
  }
}

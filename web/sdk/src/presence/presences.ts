import type { Readable } from '../store/store.js';
import { StoreMap } from '../store/store.js';
import type { ClientFrame } from '../wire/frames.js';
import type { Presence } from '../wire/model.js';

/** The protocol's most a frame; who was asked for last stays unknown. */
const MOST_WATCHED = 200;
const GATHER_MILLIS = 50;
/** A short break of the line shows nobody as unknown. */
const GRACE_MILLIS = 10_000;

/** Who is there, of those whom somebody looks at. */
export class Presences {
  readonly #presences = new StoreMap<Presence>((user) => ({ user, state: 'unknown', version: -1 }));
  readonly #watchers = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #watched = '';
  #mine: 'online' | 'away' = 'online';

  constructor(private readonly send: (frame: ClientFrame) => boolean) {}

  of(user: string): Readable<Presence> {
    return this.#presences.of(user);
  }

  /** Looks at these users until the returned function is called. */
  watch(users: readonly string[]): () => void {
    for (const user of users) this.#watchers.set(user, (this.#watchers.get(user) ?? 0) + 1);
    this.#plan();
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      for (const user of users) this.#release(user);
      this.#plan();
    };
  }

  /** What the others see of this session. */
  show(state: 'online' | 'away'): void {
    if (state === this.#mine) return;
    this.#mine = state;
    this.send({ type: 'presence', state });
  }

  /** The newest version counts, whichever comes last; that nobody knows any more always does. */
  changed(presence: Presence): void {
    const store = this.#presences.of(presence.user);
    if (presence.state === 'unknown' || presence.version >= store.get().version) store.set(presence);
  }

  online(): void {
    clearTimeout(this.#grace);
    this.#watched = '';
    // Versions may start anew with a new presence store: the first answer on a new socket is the truth.
    for (const user of this.#watchers.keys()) {
      this.#presences.of(user).update((known) => ({ ...known, version: -1 }));
    }
    if (this.#mine === 'away') this.send({ type: 'presence', state: 'away' });
    this.#watch();
  }

  /** Without a socket nobody knows, a moment later. */
  offline(): void {
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => this.#forget(), GRACE_MILLIS);
  }

  stop(): void {
    clearTimeout(this.#grace);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #forget(): void {
    for (const user of this.#presences.keys()) this.#presences.reset(user);
  }

  #release(user: string): void {
    const watchers = (this.#watchers.get(user) ?? 1) - 1;
    if (watchers === 0) this.#watchers.delete(user);
    else this.#watchers.set(user, watchers);
  }

  #plan(): void {
    this.#timer ??= setTimeout(() => this.#watch(), GATHER_MILLIS);
  }

  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const users = [...this.#watchers.keys()].slice(0, MOST_WATCHED).sort();
    const watched = users.join(',');
    if (watched !== this.#watched && this.send({ type: 'watch', users })) this.#watched = watched;
  }
}

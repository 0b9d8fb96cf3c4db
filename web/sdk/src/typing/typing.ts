import type { Readable } from '../store/store.js';
import { StoreMap } from '../store/store.js';
import type { ClientFrame, TypingFrame } from '../wire/frames.js';

/** The platform forwards no more than one in 2 s. */
const REPEAT_MILLIS = 3_000;
const IDLE_MILLIS = 4_000;
const EXPIRES_MILLIS = 6_000;

type Timer = ReturnType<typeof setTimeout>;

/** Who is typing where, and telling the others that oneself is. */
export class Typing {
  readonly #typing = new StoreMap<readonly string[]>(() => []);
  readonly #expiry = new Map<string, Timer>();
  readonly #mine = new Map<string, { saidAt: number; idle: Timer }>();

  constructor(private readonly send: (frame: ClientFrame) => boolean) {}

  /** The users who type in a conversation now. */
  of(conversation: string): Readable<readonly string[]> {
    return this.#typing.of(conversation);
  }

  /** To be called for each change of the text; it paces itself. */
  typed(conversation: string): void {
    const mine = this.#mine.get(conversation);
    clearTimeout(mine?.idle);
    const idle = setTimeout(() => this.stopped(conversation), IDLE_MILLIS);
    const due = mine === undefined || mine.saidAt + REPEAT_MILLIS <= Date.now();
    if (due) this.send({ type: 'typing', conversation, on: true });
    this.#mine.set(conversation, { saidAt: due ? Date.now() : mine.saidAt, idle });
  }

  /** The text is gone, sent or not. */
  stopped(conversation: string): void {
    const mine = this.#mine.get(conversation);
    if (mine === undefined) return;
    clearTimeout(mine.idle);
    this.#mine.delete(conversation);
    this.send({ type: 'typing', conversation, on: false });
  }

  changed({ conversation, user, on }: Omit<TypingFrame, 'type'>): void {
    if (!on) {
      this.#end(conversation, user);
      return;
    }
    this.#typing.of(conversation).update((users) => (users.includes(user) ? users : [...users, user]));
    const key = `${conversation} ${user}`;
    clearTimeout(this.#expiry.get(key));
    this.#expiry.set(
      key,
      setTimeout(() => this.#end(conversation, user), EXPIRES_MILLIS),
    );
  }

  /** Whose message has come doesn't type it any more. */
  wrote(conversation: string, user: string): void {
    this.#end(conversation, user);
  }

  /** Without a socket nobody types, as far as we know. */
  offline(): void {
    for (const timer of this.#expiry.values()) clearTimeout(timer);
    this.#expiry.clear();
    for (const { idle } of this.#mine.values()) clearTimeout(idle);
    this.#mine.clear();
    for (const conversation of this.#typing.keys()) this.#typing.reset(conversation);
  }

  #end(conversation: string, user: string): void {
    const key = `${conversation} ${user}`;
    clearTimeout(this.#expiry.get(key));
    this.#expiry.delete(key);
    this.#typing
      .of(conversation)
      .update((users) => (users.includes(user) ? users.filter((other) => other !== user) : users));
  }
}

import type { ClientFrame } from '../wire/frames.js';
import type { Marks } from '../wire/model.js';
import { raise } from './raise.js';

const PACE_MILLIS = 300;
/** Marks have no ack: what went out this shortly before a socket was lost goes out again. */
const DOUBT_MILLIS = 30_000;
const MOST_AT_ONCE = 50;
const NONE: Marks = { delivered: 0, read: 0 };

/** Tells the platform how far this user got: gathered for a moment, and kept while there is no socket. */
export class OwnMarks {
  readonly #pending = new Map<string, Marks>();
  readonly #doubtful = new Map<string, { marks: Marks; at: number }>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` is false when there is no socket. */
  constructor(private readonly send: (frame: ClientFrame) => boolean) {}

  raise(conversation: string, marks: Partial<Marks>): void {
    this.#pending.set(conversation, raise(this.#pending.get(conversation) ?? NONE, marks));
    this.#timer ??= setTimeout(() => this.flush(), PACE_MILLIS);
  }

  forget(conversation: string): void {
    this.#pending.delete(conversation);
    this.#doubtful.delete(conversation);
  }

  offline(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [conversation, { marks, at }] of this.#doubtful) {
      if (at + DOUBT_MILLIS < Date.now()) continue;
      this.#pending.set(conversation, raise(this.#pending.get(conversation) ?? NONE, marks));
    }
    this.#doubtful.clear();
  }

  /** Sends what waits; to be called once the socket is live, too. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [conversation, marks] of [...this.#pending].slice(0, MOST_AT_ONCE)) {
      if (!this.send({ type: 'mark', conversation, ...frameMarks(marks) })) return;
      this.#pending.delete(conversation);
      this.#doubtful.set(conversation, { marks, at: Date.now() });
    }
    if (this.#pending.size > 0) this.#timer = setTimeout(() => this.flush(), 10 * PACE_MILLIS);
  }
}

function frameMarks({ delivered, read }: Marks): Partial<Marks> {
  return read > 0 ? { delivered, read } : { delivered };
}

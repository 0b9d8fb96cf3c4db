import type { Conversations } from '../conversations/conversations.js';
import type { Backoff } from '../socket/backoff.js';
import type { Readable } from '../store/store.js';
import { Store } from '../store/store.js';
import type { Conversation } from '../wire/model.js';
import { isProblem, patienceAsked } from '../wire/problem.js';

/** Reads conversations from the platform: all of them at first, single ones when something says so. */
export class Listing {
  readonly #complete = new Store(false);
  readonly #asked = new Set<string>();
  #run = 0;
  #hurry: (() => void) | null = null;

  constructor(
    private readonly conversations: Conversations,
    private readonly get: (id: string) => Promise<Conversation>,
    private readonly backoff: Backoff,
  ) {}

  get complete(): Readable<boolean> {
    return this.#complete;
  }

  /** The whole list, tried until it worked; false if it was stopped or the login has ended. */
  async read(): Promise<boolean> {
    const run = ++this.#run;
    while (run === this.#run) {
      try {
        await this.conversations.load(false);
        this.#complete.set(true);
        this.backoff.reset();
        return run === this.#run;
      } catch (error) {
        if (isProblem(error, 'unauthenticated')) return false;
        await this.#pause(patienceAsked(error));
      }
    }
    return false;
  }

  stop(): void {
    this.#run++;
    this.hurry();
  }

  /** Ends a pause between two attempts. */
  hurry(): void {
    this.#hurry?.();
  }

  /** What is new since the last look; if it fails, heads and the next reconnect make up for it. */
  async refresh(): Promise<void> {
    await this.conversations.load(true).catch(() => undefined);
  }

  /** A conversation of which events came; `gone` if it isn't there, null if unknown or asked for already. */
  async find(id: string): Promise<Conversation | 'gone' | null> {
    if (this.#asked.has(id)) return null;
    this.#asked.add(id);
    try {
      return await this.get(id);
    } catch (error) {
      return isProblem(error, 'not-found') ? 'gone' : null;
    } finally {
      this.#asked.delete(id);
    }
  }

  async reread(id: string): Promise<void> {
    const found = await this.find(id);
    if (found !== null && found !== 'gone') this.conversations.put(found);
  }

  async replace(id: string): Promise<void> {
    const found = await this.find(id);
    if (found !== null && found !== 'gone') this.conversations.replace(found);
  }

  #pause(atLeastMillis: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#hurry?.(), Math.max(atLeastMillis, this.backoff.next()));
      this.#hurry = () => {
        clearTimeout(timer);
        this.#hurry = null;
        resolve();
      };
    });
  }
}

import type { Readable } from '../store/store.js';
import { StoreMap } from '../store/store.js';
import type { User } from '../wire/model.js';
import { isProblem } from '../wire/problem.js';

const AT_ONCE = 4;
const AGAIN_MILLIS = 5_000;
const MOST_ATTEMPTS = 5;

/** `null`: not known yet; `gone`: there is no such user any more. */
export type KnownUser = User | 'gone' | null;

/** The names behind ids: each user is asked for once, a few at a time, when somebody wants to show one. */
export class Directory {
  readonly #users = new StoreMap<KnownUser>(() => null);
  readonly #attempts = new Map<string, number>();
  readonly #queue: string[] = [];
  #running = 0;

  constructor(private readonly read: (id: string) => Promise<User>) {}

  of(id: string): Readable<KnownUser> {
    if (this.#users.of(id).get() === null && !this.#attempts.has(id)) this.#ask(id);
    return this.#users.of(id);
  }

  /** Users whom some answer has shown anyway. */
  meet(users: readonly User[]): void {
    for (const user of users) this.#users.of(user.id).set(user);
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const id = this.#queue.shift();
      if (id === undefined) return;
      if (this.#users.of(id).get() === null) void this.#answer(id);
    }
  }

  async #answer(id: string): Promise<void> {
    this.#running++;
    try {
      this.#users.of(id).set(await this.read(id));
    } catch (error) {
      if (isProblem(error, 'not-found')) this.#users.of(id).set('gone');
      else if (this.#attempts.get(id) !== MOST_ATTEMPTS) setTimeout(() => this.#ask(id), AGAIN_MILLIS);
    } finally {
      this.#running--;
      this.#next();
    }
  }

  #ask(id: string): void {
    this.#attempts.set(id, (this.#attempts.get(id) ?? 0) + 1);
    this.#queue.push(id);
    this.#next();
  }
}

const DEFAULT_MILLIS = 1_000;
/** Timers may fire a little before the clock says so. */
const TIMER_SLACK_MILLIS = 10;

/** The conversations in which the platform asked for patience, and until when. */
export class Holds {
  readonly #until = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly over: () => void) {}

  hold(conversation: string, millis = DEFAULT_MILLIS): void {
    this.#until.set(conversation, Date.now() + millis);
    clearTimeout(this.#timers.get(conversation));
    this.#timers.set(
      conversation,
      setTimeout(() => this.over(), millis + TIMER_SLACK_MILLIS),
    );
  }

  has(conversation: string): boolean {
    return this.#until.has(conversation);
  }

  /** True, and the hold is gone, if its time has come. */
  release(conversation: string): boolean {
    if ((this.#until.get(conversation) ?? 0) > Date.now()) return false;
    this.#until.delete(conversation);
    this.#timers.delete(conversation);
    return true;
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#until.clear();
  }
}

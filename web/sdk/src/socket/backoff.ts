const FIRST_MILLIS = 500;
const MOST_MILLIS = 30_000;
/** An attempt that failed this often waits the longest time; more would only make a larger number. */
const LAST_STEP = 6;

/** How long to wait before the next attempt: exponential, and spread so that a crowd doesn't come back at once. */
export class Backoff {
  #failures = 0;

  constructor(private readonly random: () => number = Math.random) {}

  get failures(): number {
    return this.#failures;
  }

  /** Half of the step for certain, the other half by chance. */
  next(): number {
    const step = Math.min(MOST_MILLIS, FIRST_MILLIS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, LAST_STEP);
    return Math.round(step / 2 + (this.random() * step) / 2);
  }

  /** The platform asked for time: goes on as after some failures. */
  slowDown(): void {
    this.#failures = Math.max(this.#failures, 3);
  }

  reset(): void {
    this.#failures = 0;
  }
}

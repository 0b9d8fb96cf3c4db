import { Backoff } from '../socket/backoff.js';

/** A missing event is mostly just late. */
const PATIENCE_MILLIS = 400;
const AT_ONCE = 3;

interface Repair {
  timer: ReturnType<typeof setTimeout> | undefined;
  running: boolean;
  readonly backoff: Backoff;
}

/** When gaps are repaired: after a moment of patience, a few conversations at once, again until it worked. */
export class Repairs {
  readonly #repairs = new Map<string, Repair>();
  readonly #queue: string[] = [];
  #running = 0;

  /** `repair` is true once nothing is missing any more. */
  constructor(private readonly repair: (conversation: string) => Promise<boolean>) {}

  /** Does nothing for a conversation that is planned or under way already. */
  plan(conversation: string): void {
    if (this.#repairs.has(conversation)) return;
    const repair: Repair = { timer: undefined, running: false, backoff: new Backoff() };
    this.#repairs.set(conversation, repair);
    this.#after(PATIENCE_MILLIS, conversation, repair);
  }

  /** The gap has closed by itself. */
  cancel(conversation: string): void {
    const repair = this.#repairs.get(conversation);
    if (repair === undefined || repair.running) return;
    clearTimeout(repair.timer);
    this.#repairs.delete(conversation);
  }

  stop(): void {
    for (const repair of this.#repairs.values()) clearTimeout(repair.timer);
    this.#repairs.clear();
    this.#queue.length = 0;
  }

  #after(millis: number, conversation: string, repair: Repair): void {
    repair.timer = setTimeout(() => {
      this.#queue.push(conversation);
      this.#next();
    }, millis);
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const conversation = this.#queue.shift();
      if (conversation === undefined) return;
      const repair = this.#repairs.get(conversation);
      if (repair !== undefined) void this.#run(conversation, repair);
    }
  }

  async #run(conversation: string, repair: Repair): Promise<void> {
    repair.running = true;
    this.#running++;
    const done = await this.repair(conversation).catch(() => false);
    this.#running--;
    repair.running = false;
    if (this.#repairs.get(conversation) === repair) {
      if (done) this.#repairs.delete(conversation);
      else this.#after(repair.backoff.next(), conversation, repair);
    }
    this.#next();
  }
}

import type { DurableFrame, Position } from '../wire/frames.js';

/** More waiting events than these are not kept: a repair reads them again. */
const MOST_AHEAD = 1000;

/**
 * Where this client is in one conversation's log. The position moves only when everything below has come: an event
 * from further up, or an `ack` for one, waits until then. Comes an event twice, only the first counts.
 */
export class Track {
  readonly #ahead = new Map<number, DurableFrame>();
  #epoch: string;
  #position: number;
  #wanted: number;

  constructor(epoch: string, position: number) {
    this.#epoch = epoch;
    this.#position = position;
    this.#wanted = position;
  }

  get position(): Position {
    return { epoch: this.#epoch, sequence: this.#position };
  }

  /** Whether events are known to exist that have not come. */
  get lacks(): boolean {
    return this.#wanted > this.#position;
  }

  /** Takes an event, and returns those that are due now, in order. */
  offer(event: DurableFrame): DurableFrame[] {
    if (event.sequence <= this.#position) return [];
    this.want(event.sequence);
    if (event.sequence !== this.#position + 1) {
      if (this.#ahead.size < MOST_AHEAD && !this.#ahead.has(event.sequence)) {
        this.#ahead.set(event.sequence, event);
      }
      return [];
    }
    const due: DurableFrame[] = [];
    for (let next: DurableFrame | undefined = event; next; next = this.#ahead.get(this.#position + 1)) {
      this.#position = next.sequence;
      this.#ahead.delete(next.sequence);
      due.push(next);
    }
    return due;
  }

  /** The log is known to reach this far. */
  want(head: number): void {
    this.#wanted = Math.max(this.#wanted, head);
  }

  /** Goes on from another place: the log was restored, or this client is too far behind. */
  moveTo(epoch: string, position: number): DurableFrame[] {
    const sameLog = epoch === this.#epoch;
    this.#epoch = epoch;
    this.#position = position;
    this.#wanted = position;
    const waiting = sameLog ? [...this.#ahead.values()] : [];
    this.#ahead.clear();
    waiting.sort((a, b) => a.sequence - b.sequence);
    return waiting.flatMap((event) => this.offer(event));
  }
}

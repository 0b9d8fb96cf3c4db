import type { ClientFrame, Position, Resumed } from '../wire/frames.js';
import { newId } from '../wire/ids.js';

/** The protocol's most a frame. */
const POSITIONS_A_FRAME = 300;

/** One resume after a welcome: tells the platform every position, and knows when everything missed has come. */
export class Resume {
  readonly #last = newId();

  constructor(private readonly positions: Readonly<Record<string, Position>>) {}

  frames(): ClientFrame[] {
    const entries = Object.entries(this.positions);
    const batches = Math.max(1, Math.ceil(entries.length / POSITIONS_A_FRAME));
    return Array.from({ length: batches }, (_, index) => {
      const positions = Object.fromEntries(
        entries.slice(index * POSITIONS_A_FRAME, (index + 1) * POSITIONS_A_FRAME),
      );
      return index === batches - 1
        ? { type: 'resume' as const, ref: this.#last, positions }
        : { type: 'resume' as const, ref: newId(), positions, more: true };
    });
  }

  isComplete(frame: Resumed): boolean {
    return frame.ref === this.#last;
  }
}

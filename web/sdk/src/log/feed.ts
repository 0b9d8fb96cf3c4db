import type { DurableFrame, EventPage, Position, Resync } from '../wire/frames.js';
import { isProblem } from '../wire/problem.js';
import { Repairs } from './repairs.js';
import { Track } from './track.js';

/** What is kept of a conversation that nobody has told us about yet. */
const MOST_EARLY = 200;

export interface FeedEvents {
  /** Each durable event once, in the order of its conversation's log. */
  event(event: DurableFrame): void;
  /**
   * The log goes on from elsewhere: what is known of this conversation has to be read afresh. `restored`: it is
   * another log than before, and sequences of the old one mean nothing in it.
   */
  reset(conversation: string, restored: boolean): void;
  /** Events came for a conversation that was never anchored. */
  stranger(conversation: string): void;
  /** The conversation is not there any more, or not for this user. */
  gone(conversation: string): void;
}

/**
 * Brings the logs of all conversations into order, whatever way their events come: live, by resume, by repair, or
 * as the `ack` of an own message.
 */
export class Feed {
  readonly #tracks = new Map<string, Track>();
  readonly #early = new Map<string, DurableFrame[]>();
  readonly #repairs: Repairs;

  constructor(
    private readonly events: FeedEvents,
    private readonly readEvents: (conversation: string, after: number) => Promise<EventPage>,
  ) {
    this.#repairs = new Repairs((conversation) => this.#repair(conversation));
  }

  /** Starts a conversation at a position of its log; one that has started already stays where it is. */
  anchor(conversation: string, epoch: string, head: number): void {
    if (this.#tracks.has(conversation)) return;
    this.#tracks.set(conversation, new Track(epoch, head));
    const early = this.#early.get(conversation) ?? [];
    this.#early.delete(conversation);
    for (const event of early) this.offer(event);
  }

  forget(conversation: string): void {
    this.#tracks.delete(conversation);
    this.#early.delete(conversation);
    this.#repairs.cancel(conversation);
  }

  knows(conversation: string): boolean {
    return this.#tracks.has(conversation);
  }

  position(conversation: string): Position | undefined {
    return this.#tracks.get(conversation)?.position;
  }

  positions(): Record<string, Position> {
    return Object.fromEntries([...this.#tracks].map(([id, track]) => [id, track.position]));
  }

  offer(event: DurableFrame): void {
    const track = this.#tracks.get(event.conversation);
    if (track === undefined) {
      this.#keepEarly(event);
      return;
    }
    for (const due of track.offer(event)) this.events.event(due);
    this.#look(event.conversation, track);
  }

  heads(heads: Readonly<Record<string, number>>): void {
    for (const [conversation, head] of Object.entries(heads)) {
      const track = this.#tracks.get(conversation);
      if (track === undefined) {
        this.events.stranger(conversation);
      } else {
        track.want(head);
        this.#look(conversation, track);
      }
    }
  }

  resync({ conversation, epoch, head }: Pick<Resync, 'conversation' | 'epoch' | 'head'>): void {
    const track = this.#tracks.get(conversation);
    if (track === undefined) return;
    const restored = track.position.epoch !== epoch;
    const waiting = track.moveTo(epoch, head);
    this.events.reset(conversation, restored);
    for (const event of waiting) this.events.event(event);
    this.#look(conversation, track);
  }

  /** No repair while nothing can be asked; what is lacking then comes by resume. */
  stop(): void {
    this.#repairs.stop();
  }

  #keepEarly(event: DurableFrame): void {
    const early = this.#early.get(event.conversation) ?? [];
    if (early.length < MOST_EARLY) early.push(event);
    this.#early.set(event.conversation, early);
    this.events.stranger(event.conversation);
  }

  #look(conversation: string, track: Track): void {
    if (track.lacks) this.#repairs.plan(conversation);
    else this.#repairs.cancel(conversation);
  }

  /** Reads what is missing; true when nothing is any more. */
  async #repair(conversation: string): Promise<boolean> {
    for (;;) {
      const track = this.#tracks.get(conversation);
      if (!track?.lacks) return true;
      const { epoch, sequence } = track.position;
      const page = await this.#read(conversation, sequence);
      if (page === null || this.#tracks.get(conversation) !== track) return true;
      if (page.epoch !== epoch || sequence < page.first - 1 || sequence > page.head) {
        this.resync({ conversation, epoch: page.epoch, head: page.head });
        return true;
      }
      for (const event of page.items) this.offer(event);
      if (track.position.sequence === sequence) return false;
    }
  }

  async #read(conversation: string, after: number): Promise<EventPage | null> {
    try {
      return await this.readEvents(conversation, after);
    } catch (error) {
      if (!isProblem(error, 'not-found', 'forbidden')) throw error;
      this.events.gone(conversation);
      return null;
    }
  }
}

import type { Readable } from '../store/store.js';
import { StoreMap } from '../store/store.js';
import type { DurableFrame } from '../wire/frames.js';
import type { Message, MessagePage } from '../wire/model.js';
import { applyToMessages, mergeMessages } from './apply.js';

/** What a closed timeline keeps, so that coming back to it shows something at once. */
const KEPT = 100;

export interface Timeline {
  /** `closed`: nobody looks, nothing is loaded. */
  readonly phase: 'closed' | 'loading' | 'ready' | 'failed';
  /** A dense stretch of history up to the newest, ascending. */
  readonly messages: readonly Message[];
  /** Where to go on to older messages; null at the very first one. */
  readonly before: number | null;
  readonly older: 'idle' | 'loading' | 'failed';
  readonly error: unknown;
}

const CLOSED: Timeline = { phase: 'closed', messages: [], before: null, older: 'idle', error: null };

type ReadMessages = (conversation: string, before: number | null) => Promise<MessagePage>;

/** The messages of those conversations that somebody looks at. */
export class Timelines {
  readonly #timelines = new StoreMap<Timeline>(() => CLOSED);
  /** Grows when a timeline starts afresh: answers of before then come too late. */
  readonly #editions = new Map<string, number>();

  constructor(private readonly read: ReadMessages) {}

  of(conversation: string): Readable<Timeline> {
    return this.#timelines.of(conversation);
  }

  /** Loads the latest messages, unless they are there already. */
  async open(conversation: string): Promise<void> {
    const { phase } = this.#timelines.of(conversation).get();
    if (phase === 'closed' || phase === 'failed') await this.#loadLatest(conversation, []);
  }

  /** Nobody looks any more: a long history is cut to its latest part. */
  close(conversation: string): void {
    this.#change(conversation, (timeline) => {
      if (timeline.phase !== 'ready' || timeline.messages.length <= KEPT) return timeline;
      const messages = timeline.messages.slice(-KEPT);
      return { ...timeline, messages, before: messages[0]?.sequence ?? null, older: 'idle' };
    });
  }

  /** Loads what came before; does nothing at the start of history or while it is under way. */
  async loadOlder(conversation: string): Promise<void> {
    const { phase, before, older } = this.#timelines.of(conversation).get();
    if (phase !== 'ready' || before === null || older === 'loading') return;
    const edition = this.#edition(conversation);
    this.#change(conversation, (timeline) => ({ ...timeline, older: 'loading' }));
    try {
      const page = await this.read(conversation, before);
      if (edition !== this.#edition(conversation)) return;
      this.#change(conversation, (timeline) => ({
        ...timeline,
        messages: mergeMessages(page.items, timeline.messages),
        before: page.before,
        older: 'idle',
      }));
    } catch (error) {
      if (edition !== this.#edition(conversation)) return;
      this.#change(conversation, (timeline) => ({ ...timeline, older: 'failed', error }));
    }
  }

  apply(event: DurableFrame): void {
    this.#change(event.conversation, (timeline) => {
      if (timeline.phase === 'closed') return timeline;
      const messages = applyToMessages(timeline.messages, event);
      return messages === timeline.messages ? timeline : { ...timeline, messages };
    });
  }

  /** Shows an own message as soon as it is stored, even before all that stands below it has come. */
  put(message: Message): void {
    this.#change(message.conversation, (timeline) => {
      const known = timeline.messages.some(({ sequence }) => sequence === message.sequence);
      if (timeline.phase === 'closed' || known) return timeline;
      return { ...timeline, messages: mergeMessages(timeline.messages, [message]) };
    });
  }

  /** How many messages follow a sequence, or null if history isn't loaded that far. */
  countAfter(conversation: string, sequence: number): number | null {
    const { phase, messages, before } = this.#timelines.of(conversation).get();
    const oldest = messages[0]?.sequence ?? Number.POSITIVE_INFINITY;
    if (phase !== 'ready' || (before !== null && oldest > sequence + 1)) return null;
    return messages.filter((message) => message.sequence > sequence).length;
  }

  /** Reads afresh what is looked at: its log goes on from elsewhere. */
  async reset(conversation: string): Promise<void> {
    const { phase, messages } = this.#timelines.of(conversation).get();
    if (phase !== 'closed') await this.#loadLatest(conversation, messages);
  }

  forget(conversation: string): void {
    this.#newEdition(conversation);
    this.#timelines.reset(conversation);
  }

  /** `shown` stays visible until the answer replaces it. */
  async #loadLatest(conversation: string, shown: readonly Message[]): Promise<void> {
    const edition = this.#newEdition(conversation);
    const store = this.#timelines.of(conversation);
    store.set({ ...CLOSED, phase: 'loading', messages: shown });
    try {
      const page = await this.read(conversation, null);
      if (edition !== this.#edition(conversation)) return;
      const live = store.get().messages.filter((message) => !shown.includes(message));
      const messages = mergeMessages(page.items, live);
      store.set({ ...CLOSED, phase: 'ready', messages, before: page.before });
    } catch (error) {
      if (edition !== this.#edition(conversation)) return;
      this.#change(conversation, (timeline) => ({ ...timeline, phase: 'failed', error }));
    }
  }

  #edition(conversation: string): number {
    return this.#editions.get(conversation) ?? 0;
  }

  #newEdition(conversation: string): number {
    const edition = this.#edition(conversation) + 1;
    this.#editions.set(conversation, edition);
    return edition;
  }

  #change(conversation: string, how: (timeline: Timeline) => Timeline): void {
    this.#timelines.of(conversation).update(how);
  }
}

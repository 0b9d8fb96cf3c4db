import type { Readable } from '../store/store.js';
import { Store } from '../store/store.js';
import type { DurableFrame } from '../wire/frames.js';
import type { Conversation, Marks, Page } from '../wire/model.js';
import { raise } from '../marks/raise.js';
import { applyToConversation, merge, withMarks } from './apply.js';

/** The user's conversations, the one with the latest activity first. */
export class Conversations {
  readonly #list = new Store<readonly Conversation[]>([]);

  constructor(
    private readonly me: string,
    private readonly readPage: (cursor: string | null) => Promise<Page<Conversation>>,
  ) {}

  get list(): Readable<readonly Conversation[]> {
    return this.#list;
  }

  get(id: string): Conversation | undefined {
    return this.#list.get().find((conversation) => conversation.id === id);
  }

  /** Reads the list page by page, to its end or, with `untilKnown`, to the first page without news. */
  async load(untilKnown: boolean): Promise<void> {
    const read: Conversation[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<Conversation> = await this.readPage(cursor);
      read.push(...page.items);
      cursor = page.next;
      if (untilKnown && page.items.every(({ id }) => this.get(id) !== undefined)) break;
    } while (cursor !== null);
    const ids = new Set(read.map(({ id }) => id));
    const merged = read.map((answer) => merge(this.get(answer.id), answer));
    this.#list.set([...merged, ...this.#list.get().filter(({ id }) => !ids.has(id))]);
  }

  /** Adds a conversation, first in the list, or takes over what an answer says about it. */
  put(answer: Conversation): void {
    const known = this.get(answer.id);
    if (known === undefined) this.#list.update((list) => [answer, ...list]);
    else this.#replace(known, merge(known, answer));
  }

  /** Like {@link put}, for a log that goes on from elsewhere: what was known counts no more. */
  replace(answer: Conversation): void {
    const known = this.get(answer.id);
    if (known !== undefined) this.#replace(known, answer);
  }

  remove(id: string): void {
    this.#list.update((list) => list.filter((conversation) => conversation.id !== id));
  }

  apply(event: DurableFrame): void {
    const known = this.get(event.conversation);
    if (known === undefined) return;
    const next = applyToConversation(known, event, this.me);
    this.#replace(known, next);
    if (event.type === 'message') this.#toFront(next);
  }

  /**
   * One's own marks rose, here or in another session. `recount` says how many messages follow a sequence, or null
   * where that is not known here. Returns false when `unread` has to be read from the platform.
   */
  raiseMarks(id: string, marks: Partial<Marks>, recount: (read: number) => number | null): boolean {
    const known = this.get(id);
    if (known === undefined) return true;
    const raised = raise(known.marks, marks);
    if (raised === known.marks) return true;
    if (raised.read === known.marks.read) {
      this.#replace(known, withMarks(known, raised, known.unread));
      return true;
    }
    const unread = raised.read >= (known.lastMessage?.sequence ?? 0) ? 0 : recount(raised.read);
    this.#replace(known, withMarks(known, raised, unread ?? known.unread));
    return unread !== null;
  }

  #replace(known: Conversation, next: Conversation): void {
    this.#list.update((list) => list.map((conversation) => (conversation === known ? next : conversation)));
  }

  #toFront(conversation: Conversation): void {
    this.#list.update((list) =>
      list[0] === conversation ? list : [conversation, ...list.filter((other) => other !== conversation)],
    );
  }
}

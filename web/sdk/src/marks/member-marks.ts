import type { Readable } from '../store/store.js';
import { StoreMap } from '../store/store.js';
import type { DurableFrame, MarksFrame } from '../wire/frames.js';
import type { Marks, MemberMarks as OneMembersMarks, Message, MessageStatus } from '../wire/model.js';
import { raise } from './raise.js';

const NONE: Marks = { delivered: 0, read: 0 };

export interface OthersMarks {
  /** Whether everyone's marks are here, or only those that have changed lately. */
  readonly complete: boolean;
  readonly byUser: ReadonlyMap<string, Marks>;
}

/** How far the other members got. Marks only rise, whichever order they come in. */
export class MemberMarks {
  readonly #marks = new StoreMap<OthersMarks>(() => ({ complete: false, byUser: new Map() }));

  constructor(
    private readonly me: string,
    private readonly read: (conversation: string) => Promise<readonly OneMembersMarks[]>,
  ) {}

  of(conversation: string): Readable<OthersMarks> {
    return this.#marks.of(conversation);
  }

  /** Reads everyone's; what frames say meanwhile counts as well. */
  async load(conversation: string): Promise<void> {
    const items = await this.read(conversation);
    const store = this.#marks.of(conversation);
    const before = store.get().byUser;
    const others = items.filter(({ user }) => user !== this.me);
    const byUser = new Map(others.map((item) => [item.user, raise(before.get(item.user) ?? NONE, item)]));
    store.set({ complete: true, byUser });
  }

  raised({ conversation, user, delivered, read }: Omit<MarksFrame, 'type'>): void {
    if (user !== this.me) this.#raise(conversation, user, { delivered, read });
  }

  /** Who writes has read; who joins starts there; who leaves counts no more. */
  apply(event: DurableFrame): void {
    if (event.type === 'message' && event.sender !== this.me) {
      this.#raise(event.conversation, event.sender, { read: event.sequence });
    } else if (event.type === 'member.joined' && event.user !== this.me) {
      this.#raise(event.conversation, event.user, { read: event.sequence });
    } else if (event.type === 'member.left') {
      this.#marks.of(event.conversation).update(({ complete, byUser }) => {
        const rest = new Map(byUser);
        rest.delete(event.user);
        return { complete, byUser: rest };
      });
    }
  }

  forget(conversation: string): void {
    this.#marks.reset(conversation);
  }

  loaded(): string[] {
    return this.#marks.keys().filter((conversation) => this.#marks.of(conversation).get().complete);
  }

  #raise(conversation: string, user: string, by: Partial<Marks>): void {
    this.#marks.of(conversation).update((marks) => {
      const known = marks.byUser.get(user) ?? NONE;
      const raised = raise(known, by);
      if (raised === known) return marks;
      return { ...marks, byUser: new Map(marks.byUser).set(user, raised) };
    });
  }
}

/**
 * How far all others got with a message. Where not everyone's marks are known (`others` is how many there should
 * be), what the platform said about the message still holds, for it only rises.
 */
export function statusOf(message: Message, marks: OthersMarks, others: number): MessageStatus {
  const said = message.status ?? 'sent';
  const known = [...marks.byUser.values()];
  if (known.length === 0 || (!marks.complete && known.length < others)) return said;
  if (said === 'read' || known.every(({ read }) => read >= message.sequence)) return 'read';
  if (said === 'delivered' || known.every(({ delivered }) => delivered >= message.sequence))
    return 'delivered';
  return 'sent';
}

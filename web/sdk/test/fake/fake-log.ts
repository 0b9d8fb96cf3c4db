import type { DurableFrame } from '../../src/wire/frames.js';
import type { Conversation, ConversationKind, Marks, Message } from '../../src/wire/model.js';

/** Omit that keeps the members of a union apart. */
type Draft<T> = T extends unknown ? Omit<T, 'conversation' | 'sequence'> : never;

/** One conversation of the fake platform: its log, its members, their marks. */
export class FakeConversation {
  epoch = 'e1';
  first = 1;
  log: DurableFrame[] = [];
  readonly marks = new Map<string, Marks>();

  constructor(
    readonly id: string,
    readonly kind: ConversationKind,
    public name: string | null,
    readonly members: string[],
  ) {
    for (const member of members) this.marks.set(member, { delivered: 0, read: 0 });
  }

  get head(): number {
    return this.first - 1 + this.log.length;
  }

  get messages(): Message[] {
    return this.log.filter((event) => event.type === 'message');
  }

  append(event: Draft<DurableFrame>): DurableFrame {
    const stored = { ...event, conversation: this.id, sequence: this.head + 1 } as DurableFrame;
    this.log.push(stored);
    return stored;
  }

  after(sequence: number): DurableFrame[] {
    return this.log.filter((event) => event.sequence > sequence);
  }

  mark(user: string, marks: Partial<Marks>): Marks {
    const known = this.marks.get(user) ?? { delivered: 0, read: 0 };
    const read = Math.min(this.head, Math.max(known.read, marks.read ?? 0));
    const delivered = Math.min(this.head, Math.max(known.delivered, marks.delivered ?? 0, read));
    this.marks.set(user, { delivered, read });
    return { delivered, read };
  }

  /** As the REST answers show a message: with its status. */
  shown(message: Message): Message {
    const others = [...this.marks].filter(([user]) => user !== message.sender).map(([, marks]) => marks);
    const all = (kind: keyof Marks) => others.every((marks) => marks[kind] >= message.sequence);
    return { ...message, status: all('read') ? 'read' : all('delivered') ? 'delivered' : 'sent' };
  }

  view(user: string, inList: boolean): Conversation {
    const marks = this.marks.get(user) ?? { delivered: 0, read: 0 };
    const last = this.messages.at(-1);
    const peer = this.members.find((member) => member !== user);
    return {
      id: this.id,
      kind: this.kind,
      name: this.name,
      memberCount: this.members.length,
      role: 'member',
      epoch: this.epoch,
      first: this.first,
      head: this.head,
      marks,
      unread: this.messages.filter((message) => message.sequence > marks.read).length,
      lastMessage: last === undefined ? null : this.shown(last),
      createdAt: '2026-01-01T00:00:00.000Z',
      ...(inList
        ? {}
        : { members: this.members.map((member) => ({ user: member, role: 'member' as const })) }),
      ...(inList && this.kind === 'direct' && peer !== undefined ? { peer } : {}),
    };
  }
}

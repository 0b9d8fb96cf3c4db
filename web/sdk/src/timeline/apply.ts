import type {
  DurableFrame,
  MessageDeleted,
  MessageEdited,
  MessageFrame,
  ReactionFrame,
} from '../wire/frames.js';
import type { Message, Reaction } from '../wire/model.js';

export function messageOf({ type: _, ...message }: MessageFrame): Message {
  return message;
}

export function editTime({ editedAt, at }: MessageEdited): string {
  return editedAt ?? at ?? '';
}

export function deletionTime({ deletedAt, at }: MessageDeleted): string {
  return deletedAt ?? at ?? '';
}

/** Messages ascending by sequence, each place once; what comes later about a place counts. */
export function mergeMessages(known: readonly Message[], more: readonly Message[]): readonly Message[] {
  const first = more[0];
  const last = known.at(-1);
  if (first === undefined) return known;
  if (last === undefined || (more.length === 1 && first.sequence > last.sequence)) return [...known, ...more];
  const places = new Map(known.map((message) => [message.sequence, message]));
  for (const message of more) places.set(message.sequence, message);
  return [...places.values()].sort((a, b) => a.sequence - b.sequence);
}

/** The messages after an event of their conversation's log. */
export function applyToMessages(messages: readonly Message[], event: DurableFrame): readonly Message[] {
  switch (event.type) {
    case 'message':
      return mergeMessages(messages, [messageOf(event)]);
    case 'message.edited': {
      const { text, mentions } = event;
      const editedAt = editTime(event);
      return change(messages, event.message, (message) => ({
        ...message,
        text,
        editedAt,
        mentions: mentions ?? message.mentions ?? null,
      }));
    }
    case 'message.deleted':
      return change(messages, event.message, (message) => tombstone(message, deletionTime(event)));
    case 'reaction':
      return change(messages, event.message, (message) => ({
        ...message,
        reactions: react(message.reactions ?? [], event),
      }));
    case 'member.joined':
    case 'member.changed':
    case 'member.left':
    case 'conversation.changed':
    case 'noop':
      return messages;
  }
}

function change(
  messages: readonly Message[],
  id: string,
  how: (message: Message) => Message,
): readonly Message[] {
  return messages.some((message) => message.id === id && message.deletedAt == null)
    ? messages.map((message) => (message.id === id ? how(message) : message))
    : messages;
}

function tombstone(message: Message, deletedAt: string): Message {
  const { id, conversation, sequence, clientMessageId, sender, createdAt } = message;
  return { id, conversation, sequence, clientMessageId, sender, createdAt, deletedAt, text: null };
}

function react(reactions: readonly Reaction[], { emoji, by, on }: ReactionFrame): readonly Reaction[] {
  const user = by ?? '';
  const known = reactions.find((reaction) => reaction.emoji === emoji) ?? { emoji, count: 0, users: [] };
  if (on === known.users.includes(user)) return reactions;
  const changed: Reaction = on
    ? { emoji, count: known.count + 1, users: [...known.users, user] }
    : { emoji, count: Math.max(0, known.count - 1), users: known.users.filter((other) => other !== user) };
  const others = reactions.filter((reaction) => reaction.emoji !== emoji);
  return changed.count === 0 ? others : [...others, changed];
}

import type { DurableFrame, MessageFrame } from '../wire/frames.js';
import type { Conversation, Marks, Member, Message } from '../wire/model.js';
import { raise } from '../marks/raise.js';
import { deletionTime, editTime, messageOf } from '../timeline/apply.js';

/** The conversation after an event of its log, as the user `me` sees it. */
export function applyToConversation(
  conversation: Conversation,
  event: DurableFrame,
  me: string,
): Conversation {
  const next = { ...conversation, head: Math.max(conversation.head, event.sequence) };
  switch (event.type) {
    case 'message':
      return withMessage(next, event, me);
    case 'message.edited':
      return withLast(next, event.message, (last) => ({
        ...last,
        text: event.text,
        editedAt: editTime(event),
      }));
    case 'message.deleted':
      return withLast(next, event.message, (last) => ({
        ...last,
        text: null,
        deletedAt: deletionTime(event),
      }));
    case 'member.joined':
    case 'member.changed':
      return withMember(next, { user: event.user, role: event.role }, me);
    case 'member.left':
      return withoutMember(next, event.user);
    case 'conversation.changed':
      return typeof event.changes.name === 'string' ? { ...next, name: event.changes.name } : next;
    case 'reaction':
    case 'noop':
      return next;
  }
}

/** The conversation after one's own marks rose; `unread` is the caller's to know. */
export function withMarks(conversation: Conversation, marks: Marks, unread: number): Conversation {
  return { ...conversation, marks: raise(conversation.marks, marks), unread };
}

/**
 * What an answer says about a conversation, without going back behind what events have said since. Of a log that was
 * restored (another epoch) nothing known counts any more.
 */
export function merge(known: Conversation | undefined, answer: Conversation): Conversation {
  if (known?.epoch !== answer.epoch) return answer;
  const marks = raise(known.marks, answer.marks);
  const members = answer.members ?? known.members;
  const base = { ...known, ...answer, marks, ...(members === undefined ? {} : { members }) };
  if (known.head > answer.head) {
    return { ...base, head: known.head, lastMessage: known.lastMessage, unread: known.unread };
  }
  const last = answer.lastMessage?.sequence ?? 0;
  return marks.read >= last ? { ...base, unread: 0 } : base;
}

function withMessage(conversation: Conversation, event: MessageFrame, me: string): Conversation {
  const message = messageOf(event);
  const lastMessage = later(conversation.lastMessage, message);
  if (event.sender === me) {
    const marks = raise(conversation.marks, { read: event.sequence });
    return { ...conversation, lastMessage, marks, unread: 0 };
  }
  const isNew = event.sequence > conversation.marks.read;
  return { ...conversation, lastMessage, unread: conversation.unread + (isNew ? 1 : 0) };
}

function later(known: Message | null, message: Message): Message {
  return known !== null && known.sequence > message.sequence ? known : message;
}

function withLast(
  conversation: Conversation,
  message: string,
  change: (last: Message) => Message,
): Conversation {
  const last = conversation.lastMessage;
  return last?.id === message ? { ...conversation, lastMessage: change(last) } : conversation;
}

function withMember(conversation: Conversation, member: Member, me: string): Conversation {
  const role = member.user === me ? member.role : conversation.role;
  const members = conversation.members;
  if (members === undefined) return { ...conversation, role };
  const known = members.find(({ user }) => user === member.user);
  if (known === undefined) {
    return {
      ...conversation,
      role,
      members: [...members, member],
      memberCount: conversation.memberCount + 1,
    };
  }
  const changed = members.map((other) => (other === known ? { ...known, ...member } : other));
  return { ...conversation, role, members: changed };
}

function withoutMember(conversation: Conversation, user: string): Conversation {
  const memberCount = Math.max(0, conversation.memberCount - 1);
  const members = conversation.members?.filter((member) => member.user !== user);
  return { ...conversation, memberCount, ...(members === undefined ? {} : { members }) };
}

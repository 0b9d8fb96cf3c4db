import type { DurableFrame, Noop, ServerFrame } from './frames.js';
import type { Conversation, Member, User } from './model.js';

const DURABLE = new Set([
  'message',
  'message.edited',
  'message.deleted',
  'reaction',
  'member.joined',
  'member.changed',
  'member.left',
  'conversation.changed',
  'noop',
]);

const TRANSIENT = new Set([
  'welcome',
  'ack',
  'problem',
  'marks',
  'typing',
  'presence',
  'resumed',
  'resync',
  'heads',
  'conversation.added',
  'conversation.removed',
  'auth.expiring',
  'reconnect',
  'pong',
]);

type Fields = Record<string, unknown>;

/**
 * The frame in a text from the server, or null for what this SDK doesn't know and may ignore. An unknown event
 * that takes a place in a log is no such thing: it comes out as `noop`, or its place would look like a gap.
 */
export function decodeFrame(text: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isFields(value) || typeof value.type !== 'string') return null;
  if (DURABLE.has(value.type)) return hasPlace(value) ? (value as unknown as DurableFrame) : null;
  if (value.type === 'presence') return decodePresence(value);
  if (value.type === 'conversation.added') {
    if (!isFields(value.conversation)) return null;
    return { type: 'conversation.added', conversation: decodeConversation(value.conversation) };
  }
  if (TRANSIENT.has(value.type)) return value as unknown as ServerFrame;
  return hasPlace(value) && typeof value.at === 'string' ? decodeEvent(value) : null;
}

/** An item of `…/events`: of whatever kind, it has a place in the log. */
export function decodeEvent(value: unknown): DurableFrame {
  const event = value as Noop;
  return DURABLE.has(event.type)
    ? event
    : { type: 'noop', conversation: event.conversation, sequence: event.sequence };
}

/** `peer` and the members' `user` are ids here, even where an answer shows the whole user. */
export function decodeConversation(value: unknown): Conversation {
  const { peer, members, ...rest } = value as Fields;
  return {
    ...(rest as unknown as Conversation),
    ...(peer === undefined || peer === null ? {} : { peer: userId(peer) }),
    ...(Array.isArray(members) ? { members: members.map(decodeMember) } : {}),
  };
}

/** The users that an answer shows in full within a conversation, so that nobody asks for them again. */
export function usersWithin(value: unknown): User[] {
  const { peer, members } = value as Fields;
  const shown = [peer, ...(Array.isArray(members) ? members.map((m) => (m as Fields).user) : [])];
  return shown.filter(
    (user): user is User => isFields(user) && typeof user.id === 'string' && 'fullName' in user,
  );
}

function decodeMember(value: unknown): Member {
  const member = value as Fields;
  return { ...(member as unknown as Member), user: userId(member.user) };
}

/** `presence` carries the object's fields, beside `type` or under `presence`. */
function decodePresence(value: Fields): ServerFrame | null {
  const presence = isFields(value.presence) ? value.presence : value;
  if (typeof presence.user !== 'string') return null;
  return { ...presence, type: 'presence' } as unknown as ServerFrame;
}

function userId(value: unknown): string {
  return isFields(value) ? String(value.id ?? value.user) : String(value);
}

function hasPlace(value: Fields): boolean {
  return typeof value.conversation === 'string' && Number.isSafeInteger(value.sequence);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

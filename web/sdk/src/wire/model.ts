/** A user as others see them; `email` is there for oneself only. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly fullName: string;
  readonly avatarUrl?: string | null;
  readonly roles?: readonly string[];
  readonly createdAt?: string;
  readonly email?: string;
  /** Of oneself: whether the address is confirmed. */
  readonly emailVerified?: boolean;
}

/** The answer of every call that issues tokens; the last two only with `tokens: "body"`. */
export interface IssuedTokens {
  readonly user?: User;
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly refreshToken?: string;
  readonly refreshExpiresAt?: string;
}

export type MemberRole = 'owner' | 'admin' | 'moderator' | 'member';

export interface Member {
  readonly user: string;
  readonly role: MemberRole;
  readonly joinedAt?: string;
}

/** How far a member got: everything up to and including these sequences. */
export interface Marks {
  readonly delivered: number;
  readonly read: number;
}

export interface MemberMarks extends Marks {
  readonly user: string;
}

export interface Reaction {
  readonly emoji: string;
  readonly count: number;
  readonly users: readonly string[];
}

/** How far all others got with a message; what nobody stored yet lives in the outbox instead. */
export type MessageStatus = 'sent' | 'delivered' | 'read';

export interface Message {
  readonly id: string;
  readonly conversation: string;
  readonly sequence: number;
  readonly clientMessageId: string;
  readonly sender: string;
  readonly text: string | null;
  readonly replyTo?: string | null;
  readonly attachments?: readonly unknown[] | null;
  readonly mentions?: readonly string[] | null;
  readonly custom?: unknown;
  readonly reactions?: readonly Reaction[] | null;
  readonly createdAt: string;
  readonly editedAt?: string | null;
  readonly deletedAt?: string | null;
  readonly status?: MessageStatus;
}

export type ConversationKind = 'direct' | 'group' | 'channel';

export interface Conversation {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly name: string | null;
  /** The first 100; absent in lists. */
  readonly members?: readonly Member[];
  /** The other one of a direct conversation. */
  readonly peer?: string;
  readonly memberCount: number;
  readonly role: MemberRole;
  readonly epoch: string;
  /** Sequence of the oldest and of the newest event in the log. */
  readonly first: number;
  readonly head: number;
  /** One's own. */
  readonly marks: Marks;
  readonly unread: number;
  readonly lastMessage: Message | null;
  readonly createdAt: string;
}

export type PresenceState = 'online' | 'away' | 'offline' | 'unknown';

export interface Presence {
  readonly user: string;
  readonly state: PresenceState;
  readonly since?: string | null;
  readonly lastSeen?: string | null;
  readonly version: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A stretch of history, ascending; `before` and `after` are sequences to go on from. */
export interface MessagePage {
  readonly items: readonly Message[];
  readonly before: number | null;
  readonly after: number | null;
}

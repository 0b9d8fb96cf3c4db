import type { Marks, MemberRole, Message, Presence } from './model.js';
import type { Conversation } from './model.js';

/** Where this client is in one conversation's log. */
export interface Position {
  readonly epoch: string;
  readonly sequence: number;
}

/** What a message says; the same under one `clientMessageId` for ever. */
export interface MessageContent {
  readonly text: string;
  readonly replyTo?: string;
  readonly attachments?: readonly unknown[];
  readonly mentions?: readonly string[];
  readonly custom?: unknown;
}

export type ClientFrame =
  | ({
      readonly type: 'send';
      readonly ref: string;
      readonly conversation: string;
      readonly clientMessageId: string;
    } & MessageContent)
  | ({ readonly type: 'mark'; readonly conversation: string } & Partial<Marks>)
  | { readonly type: 'typing'; readonly conversation: string; readonly on: boolean }
  | { readonly type: 'watch'; readonly users: readonly string[] }
  | { readonly type: 'presence'; readonly state: 'online' | 'away' }
  | {
      readonly type: 'resume';
      readonly ref: string;
      readonly positions: Readonly<Record<string, Position>>;
      readonly more?: boolean;
    }
  | { readonly type: 'auth'; readonly ref: string; readonly token: string }
  | { readonly type: 'ping'; readonly ref: string };

export interface Welcome {
  readonly type: 'welcome';
  readonly ref?: string;
  readonly session: string;
  readonly user: string;
  readonly serverTime: string;
  readonly expiresAt: string;
  readonly heartbeatSeconds: number;
  readonly limits: { readonly frameBytes: number; readonly textBytes: number; readonly unackedSends: number };
}

export interface Ack {
  readonly type: 'ack';
  readonly ref?: string;
  readonly conversation: string;
  readonly clientMessageId?: string;
  readonly message: string;
  readonly sequence: number;
  readonly createdAt: string;
  readonly duplicate?: boolean;
}

export interface ProblemFrame {
  readonly type: 'problem';
  readonly ref?: string;
  readonly problem: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly retryAfterMillis?: number;
  readonly clientMessageId?: string;
}

interface Durable {
  readonly conversation: string;
  readonly sequence: number;
  readonly at?: string;
  readonly by?: string;
}

export type MessageFrame = { readonly type: 'message' } & Message;

export interface MessageEdited extends Durable {
  readonly type: 'message.edited';
  readonly message: string;
  readonly text: string | null;
  readonly mentions?: readonly string[] | null;
  /** `at`, where it is left out. */
  readonly editedAt?: string;
}

export interface MessageDeleted extends Durable {
  readonly type: 'message.deleted';
  readonly message: string;
  /** `at`, where it is left out. */
  readonly deletedAt?: string;
}

export interface ReactionFrame extends Durable {
  readonly type: 'reaction';
  readonly message: string;
  readonly emoji: string;
  readonly on: boolean;
}

export interface MemberJoined extends Durable {
  readonly type: 'member.joined' | 'member.changed';
  readonly user: string;
  readonly role: MemberRole;
}

export interface MemberLeft extends Durable {
  readonly type: 'member.left';
  readonly user: string;
  readonly reason: 'left' | 'removed';
}

export interface ConversationChanged extends Durable {
  readonly type: 'conversation.changed';
  readonly changes: Readonly<Record<string, unknown>>;
}

/** Only advances the position; events of kinds that this SDK doesn't know are shown as it too. */
export interface Noop extends Durable {
  readonly type: 'noop';
}

/** What takes a sequence of its conversation's log. */
export type DurableFrame =
  | MessageFrame
  | MessageEdited
  | MessageDeleted
  | ReactionFrame
  | MemberJoined
  | MemberLeft
  | ConversationChanged
  | Noop;

export interface MarksFrame extends Marks {
  readonly type: 'marks';
  readonly conversation: string;
  readonly user: string;
}

export interface TypingFrame {
  readonly type: 'typing';
  readonly conversation: string;
  readonly user: string;
  readonly on: boolean;
}

export interface Resumed {
  readonly type: 'resumed';
  readonly ref?: string;
  readonly conversation?: string;
  readonly epoch?: string;
  readonly head?: number;
}

export interface Resync {
  readonly type: 'resync';
  readonly conversation: string;
  readonly epoch: string;
  readonly first: number;
  readonly head: number;
}

export type ServerFrame =
  | DurableFrame
  | Welcome
  | Ack
  | ProblemFrame
  | MarksFrame
  | TypingFrame
  | Resumed
  | Resync
  | ({ readonly type: 'presence' } & Presence)
  | { readonly type: 'heads'; readonly heads: Readonly<Record<string, number>> }
  | { readonly type: 'conversation.added'; readonly conversation: Conversation }
  | { readonly type: 'conversation.removed'; readonly conversation: string; readonly reason?: string }
  | { readonly type: 'auth.expiring'; readonly expiresAt: string }
  | { readonly type: 'reconnect'; readonly afterMillis: number }
  | { readonly type: 'pong'; readonly ref?: string; readonly serverTime: string };

export interface EventPage {
  readonly items: readonly DurableFrame[];
  readonly epoch: string;
  readonly first: number;
  readonly head: number;
  readonly next: number | string | null;
}

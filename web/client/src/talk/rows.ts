import type { Message, OutboxEntry } from '@parley/sdk';
import { isSameDay } from '../ui/time';

/** Messages of one sender that follow each other this closely stand together. */
const TOGETHER_MILLIS = 5 * 60_000;

export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly time: string }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: Message;
      /** The first and the last of those that stand together. */
      readonly first: boolean;
      readonly last: boolean;
    }
  | {
      readonly kind: 'pending';
      readonly key: string;
      readonly entry: OutboxEntry;
      readonly first: boolean;
      readonly last: boolean;
    };

interface Bubble {
  readonly key: string;
  readonly sender: string;
  readonly time: string;
  readonly message: Message | null;
  readonly entry: OutboxEntry | null;
}

/**
 * What to show from top to bottom. A message keeps its key when it is stored, so that its bubble stays what it is.
 * `readBefore`: above it the user had read everything on coming here; null shows no such line.
 */
export function rowsOf(
  messages: readonly Message[],
  pending: readonly OutboxEntry[],
  me: string,
  readBefore: number | null,
): Row[] {
  const bubbles = [
    ...messages.map((message) => ofMessage(message)),
    ...pending.map((entry) => ofEntry(entry, me)),
  ];
  const unread = bubbles.findIndex(
    ({ sender, message }) => readBefore !== null && sender !== me && (message?.sequence ?? 0) > readBefore,
  );
  const rows: Row[] = [];
  bubbles.forEach((bubble, index) => {
    const before = bubbles[index - 1];
    if (before === undefined || !isSameDay(before.time, bubble.time)) {
      rows.push({ kind: 'day', key: `day ${bubble.key}`, time: bubble.time });
    }
    if (index === unread) rows.push({ kind: 'unread', key: 'unread' });
    const first = index === unread || !standTogether(before, bubble);
    const last = index + 1 === unread || !standTogether(bubble, bubbles[index + 1]);
    const { key, message, entry } = bubble;
    if (message !== null) rows.push({ kind: 'message', key, message, first, last });
    else if (entry !== null) rows.push({ kind: 'pending', key, entry, first, last });
  });
  return rows;
}

function ofMessage(message: Message): Bubble {
  const { sender, clientMessageId, createdAt } = message;
  return { key: `${sender} ${clientMessageId}`, sender, time: createdAt, message, entry: null };
}

function ofEntry(entry: OutboxEntry, me: string): Bubble {
  return { key: `${me} ${entry.clientMessageId}`, sender: me, time: entry.createdAt, message: null, entry };
}

function standTogether(a: Bubble | undefined, b: Bubble | undefined): boolean {
  if (a === undefined || a.sender !== b?.sender) return false;
  return isSameDay(a.time, b.time) && Math.abs(Date.parse(b.time) - Date.parse(a.time)) < TOGETHER_MILLIS;
}

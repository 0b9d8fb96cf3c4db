import type { OutboxEntry } from '../outbox/outbox-storage.js';
import type { Ack } from '../wire/frames.js';
import type { Message } from '../wire/model.js';

/** The message that an `ack` confirms; the session that sent it gets no frame with it. */
export function storedMessage(entry: OutboxEntry, ack: Ack, sender: string): Message {
  const { text, replyTo, attachments, mentions, custom } = entry.content;
  return {
    id: ack.message,
    conversation: ack.conversation,
    sequence: ack.sequence,
    clientMessageId: entry.clientMessageId,
    sender,
    text,
    replyTo: replyTo ?? null,
    attachments: attachments ?? [],
    mentions: mentions ?? [],
    custom: custom ?? null,
    reactions: [],
    createdAt: ack.createdAt,
    editedAt: null,
    deletedAt: null,
    status: 'sent',
  };
}

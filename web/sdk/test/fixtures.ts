import type { MessageFrame } from '../src/wire/frames.js';
import type { Message } from '../src/wire/model.js';

export function message(sequence: number, more: Partial<Message> = {}): Message {
  return {
    id: `m${sequence}`,
    conversation: 'c',
    sequence,
    clientMessageId: `cm${sequence}`,
    sender: 'ada',
    text: `text ${sequence}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    status: 'sent',
    ...more,
  };
}

export function messageFrame(sequence: number, more: Partial<Message> = {}): MessageFrame {
  return { type: 'message', ...message(sequence, more) };
}

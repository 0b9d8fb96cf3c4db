import { createContext, use } from 'react';
import type { Chat, Parley } from '@parley/sdk';

export const ParleyContext = createContext<Parley | null>(null);
export const ChatContext = createContext<Chat | null>(null);

export function useParley(): Parley {
  const parley = use(ParleyContext);
  if (parley === null) throw new Error('There is no Parley around this component.');
  return parley;
}

export function useChat(): Chat {
  const chat = use(ChatContext);
  if (chat === null) throw new Error('There is no chat around this component.');
  return chat;
}

import type { Conversation } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { nameOf, useUser } from '../people/use-user';

/** The other one of a direct conversation; a list and a single answer say it in different ways. */
export function peerOf(conversation: Conversation, me: string): string | null {
  if (conversation.kind !== 'direct') return null;
  return conversation.peer ?? conversation.members?.find(({ user }) => user !== me)?.user ?? me;
}

export function usePeer(conversation: Conversation): string | null {
  return peerOf(conversation, useChat().user.id);
}

/** The name of a conversation: of the other one, or the group's own. */
export function useTitle(conversation: Conversation): string {
  const me = useChat().user.id;
  const peer = peerOf(conversation, me);
  const user = useUser(peer ?? me);
  if (peer === null) return conversation.name ?? 'Group';
  return nameOf(user);
}

import { statusOf } from '@parley/sdk';
import type { Conversation, Message, MessageStatus } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { useStore } from '../store/use-store';

/** How far the others got with a message of one's own. */
export function useStatus(conversation: Conversation, message: Message): MessageStatus {
  const marks = useStore(useChat().marks.of(conversation.id));
  return statusOf(message, marks, conversation.memberCount - 1);
}

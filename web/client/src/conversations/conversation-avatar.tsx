import type { Conversation } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { GroupAvatar, UserAvatar } from '../people/avatar';
import { useUser } from '../people/use-user';
import { usePeer } from './title';

export function ConversationAvatar({ conversation }: { conversation: Conversation }) {
  const me = useChat().user.id;
  const peer = usePeer(conversation);
  const user = useUser(peer ?? me);
  return peer === null ? (
    <GroupAvatar id={conversation.id} />
  ) : (
    <UserAvatar id={peer} user={user} presence={peer !== me} />
  );
}

import { useEffect } from 'react';
import type { User } from '@parley/sdk';
import { ChatContext } from '../app/contexts';
import { usePlace } from '../app/place';
import { ConnectionBar } from '../connection/connection-bar';
import { Sidebar } from '../conversations/sidebar';
import { useOwnPresence } from '../presence/use-own-presence';
import { useStore } from '../store/use-store';
import { TalkPlace } from '../talk/talk-place';
import { useRunningChat } from './use-running-chat';

/** Everything for whoever is signed in: conversations on one side, the open one on the other. */
export function ChatPage({ user }: { user: User }) {
  const chat = useRunningChat(user);
  const place = usePlace();
  const conversations = useStore(chat.conversations);
  useOwnPresence(chat);

  const unread = conversations.filter((conversation) => conversation.unread > 0).length;
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Parley` : 'Parley';
  }, [unread]);

  const open = place.at === 'conversation' ? place.id : null;
  return (
    <ChatContext value={chat}>
      <div className={open === null ? 'chat' : 'chat chat-open'} data-testid="chat">
        <ConnectionBar />
        <Sidebar open={open} />
        <TalkPlace open={open} />
      </div>
    </ChatContext>
  );
}

import { useEffect } from 'react';
import type { Conversation } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { useTitle } from '../conversations/title';
import { Composer } from './composer';
import { MessageList } from './message-list';
import { TalkHeader } from './talk-header';

export function Talk({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const title = useTitle(conversation);
  const { id } = conversation;
  useEffect(() => chat.look(id), [chat, id]);
  return (
    <main className="talk" data-testid="talk" data-conversation={id}>
      <TalkHeader conversation={conversation} title={title} />
      <MessageList conversation={conversation} title={title} />
      <Composer conversation={id} title={title} />
    </main>
  );
}

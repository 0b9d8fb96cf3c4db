import { memo } from 'react';
import type { Conversation, Message } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { addressOf } from '../app/place';
import { firstNameOf, useUser } from '../people/use-user';
import { useStore } from '../store/use-store';
import { Ticks } from '../talk/ticks';
import { useStatus } from '../talk/use-status';
import { shortTime } from '../ui/time';
import { useNow } from '../ui/use-now';
import { ConversationAvatar } from './conversation-avatar';
import { useTitle } from './title';

interface ConversationItemProps {
  readonly conversation: Conversation;
  readonly isOpen: boolean;
}

export const ConversationItem = memo(function ConversationItem({
  conversation,
  isOpen,
}: ConversationItemProps) {
  const title = useTitle(conversation);
  const now = useNow();
  const { lastMessage, unread } = conversation;
  const activeAt = lastMessage?.createdAt ?? conversation.createdAt;
  return (
    <li>
      <a
        className={unread > 0 ? 'row row-unread' : 'row'}
        href={addressOf(conversation.id)}
        aria-current={isOpen ? 'page' : undefined}
        data-testid="conversation"
        data-conversation={conversation.id}
      >
        <ConversationAvatar conversation={conversation} />
        <span className="row-text">
          <span className="row-line">
            <span className="row-title" data-testid="conversation-title">
              {title}
            </span>
            <time dateTime={activeAt}>{shortTime(activeAt, now)}</time>
          </span>
          <span className="row-line">
            <span className="row-detail" data-testid="conversation-preview">
              <Preview conversation={conversation} />
            </span>
            {unread > 0 && (
              <span className="badge">
                <span data-testid="unread">{unread > 99 ? '99+' : unread}</span>
                <span className="visually-hidden"> unread</span>
              </span>
            )}
          </span>
        </span>
      </a>
    </li>
  );
});

function Preview({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const typing = useStore(chat.typing.of(conversation.id));
  const { lastMessage } = conversation;
  if (typing.length > 0) return <span className="typing-word">typing…</span>;
  if (lastMessage === null) return <>No messages yet</>;
  if (lastMessage.sender === chat.user.id) {
    return <OwnPreview conversation={conversation} message={lastMessage} />;
  }
  return conversation.kind === 'direct' ? (
    <>{previewText(lastMessage)}</>
  ) : (
    <OthersPreview message={lastMessage} />
  );
}

function OwnPreview({ conversation, message }: { conversation: Conversation; message: Message }) {
  const status = useStatus(conversation, message);
  return (
    <>
      <Ticks status={status} /> {previewText(message)}
    </>
  );
}

function OthersPreview({ message }: { message: Message }) {
  const sender = useUser(message.sender);
  return (
    <>
      {firstNameOf(sender)}: {previewText(message)}
    </>
  );
}

function previewText(message: Message): string {
  return message.text ?? 'Message deleted';
}

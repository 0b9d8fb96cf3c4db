import { memo } from 'react';
import type { Conversation, Message } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { UserAvatar } from '../people/avatar';
import { tintOf } from '../people/initials';
import { nameOf, useUser } from '../people/use-user';
import { clockTime, fullTime } from '../ui/time';
import { MessageText } from './message-text';
import { Ticks } from './ticks';
import { useStatus } from './use-status';

interface MessageBubbleProps {
  readonly conversation: Conversation;
  readonly message: Message;
  readonly first: boolean;
  readonly last: boolean;
}

export const MessageBubble = memo(function MessageBubble(props: MessageBubbleProps) {
  const isMine = props.message.sender === useChat().user.id;
  return isMine ? <OwnBubble {...props} /> : <OthersBubble {...props} />;
});

function OwnBubble({ conversation, message, first, last }: MessageBubbleProps) {
  const status = useStatus(conversation, message);
  return (
    <div
      className={bubbleClass('mine', first, last)}
      data-testid="message"
      data-sequence={message.sequence}
      data-mine="true"
    >
      <div className="bubble">
        <span className="visually-hidden">You: </span>
        <Body message={message} />
        <span className="bubble-meta">
          <Meta message={message} />
          {message.deletedAt == null && <Ticks status={status} />}
        </span>
      </div>
    </div>
  );
}

function OthersBubble({ conversation, message, first, last }: MessageBubbleProps) {
  const sender = useUser(message.sender);
  const isDirect = conversation.kind === 'direct';
  return (
    <div
      className={bubbleClass('theirs', first, last)}
      data-testid="message"
      data-sequence={message.sequence}
      data-mine="false"
    >
      {!isDirect && (
        <span className="bubble-avatar">
          {last && <UserAvatar id={message.sender} user={sender} size="small" />}
        </span>
      )}
      <div className="bubble">
        {!isDirect && first ? (
          <span className={`bubble-sender tint-text-${tintOf(message.sender)}`}>{nameOf(sender)}</span>
        ) : (
          <span className="visually-hidden">{nameOf(sender)}: </span>
        )}
        <Body message={message} />
        <span className="bubble-meta">
          <Meta message={message} />
        </span>
      </div>
    </div>
  );
}

function Body({ message }: { message: Message }) {
  return message.deletedAt == null && message.text !== null ? (
    <span className="bubble-text" data-testid="message-text">
      <MessageText text={message.text} />
    </span>
  ) : (
    <span className="bubble-text bubble-deleted" data-testid="message-text">
      Message deleted
    </span>
  );
}

function Meta({ message }: { message: Message }) {
  return (
    <>
      {message.editedAt != null && message.deletedAt == null && <span>edited</span>}
      <time dateTime={message.createdAt} title={fullTime(message.createdAt)}>
        {clockTime(message.createdAt)}
      </time>
    </>
  );
}

export function bubbleClass(side: 'mine' | 'theirs', first: boolean, last: boolean): string {
  return `line line-${side}${first ? ' line-first' : ''}${last ? ' line-last' : ''}`;
}

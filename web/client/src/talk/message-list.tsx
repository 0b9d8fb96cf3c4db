import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Conversation } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { useStore } from '../store/use-store';
import { DownIcon } from '../ui/icons';
import { sentenceOf } from '../ui/problem-text';
import { dayHeading } from '../ui/time';
import { MessageBubble } from './message-bubble';
import { PendingBubble } from './pending-bubble';
import type { Row } from './rows';
import { rowsOf } from './rows';
import { TypingLine } from './typing-line';
import { useAttention } from './use-attention';
import { useScroll } from './use-scroll';
import { useTop } from './use-top';

interface MessageListProps {
  readonly conversation: Conversation;
  readonly title: string;
}

export function MessageList({ conversation, title }: MessageListProps) {
  const chat = useChat();
  const { id } = conversation;
  const me = chat.user.id;
  const timeline = useStore(chat.timelines.of(id));
  const outbox = useStore(chat.outbox);
  const typing = useStore(chat.typing.of(id));
  const [readBefore] = useState(() => (conversation.unread > 0 ? conversation.marks.read : null));

  const pending = useMemo(() => outbox.filter((entry) => entry.conversation === id), [outbox, id]);
  const rows = useMemo(
    () => rowsOf(timeline.messages, pending, me, readBefore),
    [timeline.messages, pending, me, readBefore],
  );
  const newest = timeline.messages.at(-1);
  const { list, atEnd, toEnd, onScroll } = useScroll({
    top: rows[0]?.key ?? null,
    bottom: `${rows.at(-1)?.key ?? ''} ${typing.length}`,
    own: pending.at(-1)?.clientMessageId ?? null,
    ready: timeline.phase === 'ready',
  });
  const loadOlder = useCallback(() => void chat.timelines.loadOlder(id), [chat, id]);
  const marker = timeline.phase === 'ready' && timeline.older === 'idle' ? timeline.before : null;
  const top = useTop(list, marker, loadOlder);

  const attention = useAttention();
  const seen = attention && atEnd && timeline.phase === 'ready' ? (newest?.sequence ?? 0) : 0;
  useEffect(() => {
    if (seen > 0) chat.markRead(id, seen);
  }, [chat, id, seen]);

  return (
    <div className="messages-place">
      <div
        ref={list}
        className="messages"
        role="log"
        aria-label={`Messages with ${title}`}
        aria-busy={timeline.phase === 'loading' || timeline.older === 'loading'}
        tabIndex={0}
        data-testid="messages"
        onScroll={onScroll}
      >
        <div className="messages-inner">
          <div ref={top} className="messages-top">
            <Top
              phase={timeline.phase}
              older={timeline.older}
              error={timeline.error}
              isStart={timeline.phase === 'ready' && timeline.before === null}
              isEmpty={rows.length === 0}
              beginning={
                conversation.kind === 'direct'
                  ? `This is where your conversation with ${title} begins.`
                  : `This is where “${title}” begins.`
              }
              onOpen={() => void chat.timelines.open(id)}
              onOlder={loadOlder}
            />
          </div>
          {rows.map((row) => (
            <RowView key={row.key} row={row} conversation={conversation} />
          ))}
          <TypingLine conversation={conversation} users={typing} />
        </div>
      </div>
      {!atEnd && (
        <button
          type="button"
          className="to-end"
          aria-label="Go to the newest message"
          data-testid="to-end"
          onClick={toEnd}
        >
          <DownIcon />
          {conversation.unread > 0 && <span className="badge">{conversation.unread}</span>}
        </button>
      )}
    </div>
  );
}

function RowView({ row, conversation }: { row: Row; conversation: Conversation }) {
  switch (row.kind) {
    case 'day':
      return <div className="day">{dayHeading(row.time)}</div>;
    case 'unread':
      return (
        <div className="unread-line" data-unread-line="" data-testid="unread-line">
          New messages
        </div>
      );
    case 'message':
      return (
        <MessageBubble conversation={conversation} message={row.message} first={row.first} last={row.last} />
      );
    case 'pending':
      return <PendingBubble entry={row.entry} first={row.first} last={row.last} />;
  }
}

interface TopProps {
  readonly phase: 'closed' | 'loading' | 'ready' | 'failed';
  readonly older: 'idle' | 'loading' | 'failed';
  readonly error: unknown;
  readonly isStart: boolean;
  readonly isEmpty: boolean;
  readonly beginning: string;
  readonly onOpen: () => void;
  readonly onOlder: () => void;
}

/** What stands above the first message: where history begins, or what it takes to see more of it. */
function Top({ phase, older, error, isStart, isEmpty, beginning, onOpen, onOlder }: TopProps) {
  if (phase === 'failed' || older === 'failed') {
    return (
      <p className="notice notice-bad" role="alert" data-testid="history-error">
        {sentenceOf(error)}{' '}
        <button type="button" className="link-button" onClick={phase === 'failed' ? onOpen : onOlder}>
          Try again
        </button>
      </p>
    );
  }
  if (isStart) {
    return (
      <p className="messages-start" data-testid="history-start">
        {isEmpty ? 'No messages yet. Say hello!' : beginning}
      </p>
    );
  }
  return (
    <div className="spinner" role="status">
      <span className="visually-hidden">Loading messages</span>
    </div>
  );
}

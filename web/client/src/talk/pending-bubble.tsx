import type { OutboxEntry } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { problemSentence } from '../ui/problem-text';
import { clockTime } from '../ui/time';
import { bubbleClass } from './message-bubble';
import { MessageText } from './message-text';
import { Ticks } from './ticks';

interface PendingBubbleProps {
  readonly entry: OutboxEntry;
  readonly first: boolean;
  readonly last: boolean;
}

/** A message that the platform has not confirmed yet, or has refused. */
export function PendingBubble({ entry, first, last }: PendingBubbleProps) {
  const chat = useChat();
  const failed = entry.state === 'refused';
  return (
    <div
      className={bubbleClass('mine', first, last)}
      data-testid="message"
      data-mine="true"
      data-state={entry.state}
    >
      <div className={failed ? 'bubble bubble-failed' : 'bubble bubble-pending'}>
        <span className="visually-hidden">You: </span>
        <span className="bubble-text" data-testid="message-text">
          <MessageText text={entry.content.text} />
        </span>
        <span className="bubble-meta">
          <time dateTime={entry.createdAt}>{clockTime(entry.createdAt)}</time>
          <Ticks status={failed ? 'failed' : 'pending'} />
        </span>
      </div>
      {failed && (
        <div className="failure" role="alert" data-testid="failure">
          <span>Not sent. {entry.problem === undefined ? '' : problemSentence(entry.problem)}</span>
          <button
            type="button"
            className="link-button"
            data-testid="retry"
            onClick={() => chat.retry(entry.clientMessageId)}
          >
            Send again
          </button>
          <button
            type="button"
            className="link-button"
            data-testid="discard"
            onClick={() => chat.discard(entry.clientMessageId)}
          >
            Delete
          </button>
        </div>
      )}
    </div>
  );
}

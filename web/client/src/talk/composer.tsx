import { useState } from 'react';
import type { SubmitEvent, KeyboardEvent } from 'react';
import { byteLength } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { SendIcon } from '../ui/icons';
import { draftOf, keepDraft } from './drafts';

/** From this share of the most bytes on, the rest is counted. */
const COUNTED_FROM = 0.8;

interface ComposerProps {
  readonly conversation: string;
  readonly title: string;
}

export function Composer({ conversation, title }: ComposerProps) {
  const chat = useChat();
  const [text, setText] = useState(() => draftOf(conversation));
  const most = chat.textBytes;
  const bytes = byteLength(text);
  const isTooLong = bytes > most;
  const canSend = text.trim() !== '' && !isTooLong;

  const change = (next: string) => {
    setText(next);
    keepDraft(conversation, next);
    if (next === '') chat.typing.stopped(conversation);
    else chat.typing.typed(conversation);
  };
  const send = () => {
    if (!canSend) return;
    chat.send(conversation, { text: text.trim() });
    setText('');
    keepDraft(conversation, '');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    send();
  };

  return (
    <form className="composer" onSubmit={onSubmit} aria-label={`Write to ${title}`}>
      <div className="composer-box">
        <div className="grow" data-text={text}>
          <textarea
            className="composer-text"
            rows={1}
            placeholder="Write a message"
            aria-label="Message"
            aria-invalid={isTooLong}
            aria-describedby={isTooLong ? 'composer-note' : undefined}
            data-testid="composer"
            autoFocus
            value={text}
            onChange={(event) => change(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        <button type="submit" className="send" aria-label="Send" disabled={!canSend} data-testid="send">
          <SendIcon />
        </button>
      </div>
      {bytes > most * COUNTED_FROM && (
        <p
          id="composer-note"
          className={isTooLong ? 'composer-note composer-note-bad' : 'composer-note'}
          role={isTooLong ? 'alert' : undefined}
          data-testid="composer-note"
        >
          {isTooLong
            ? `Too long: ${bytes.toLocaleString('en')} of ${most.toLocaleString('en')} bytes.`
            : `${(most - bytes).toLocaleString('en')} bytes left.`}
        </p>
      )}
    </form>
  );
}

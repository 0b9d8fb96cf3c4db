import { useState } from 'react';
import type { Conversation } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { ConversationAvatar } from '../conversations/conversation-avatar';
import { usePeer } from '../conversations/title';
import { PresenceText } from '../presence/presence-text';
import { BackIcon, InfoIcon } from '../ui/icons';
import { Members } from './members';

interface TalkHeaderProps {
  readonly conversation: Conversation;
  readonly title: string;
}

export function TalkHeader({ conversation, title }: TalkHeaderProps) {
  const me = useChat().user.id;
  const peer = usePeer(conversation);
  const [showing, setShowing] = useState(false);
  return (
    <header className="talk-header">
      <a
        className="icon-button talk-back"
        href="#/"
        aria-label="Back to all conversations"
        data-testid="back"
      >
        <BackIcon />
      </a>
      <ConversationAvatar conversation={conversation} />
      <div className="row-text">
        <h2 className="row-title" data-testid="talk-title">
          {title}
        </h2>
        <p className="row-detail">
          {peer === null ? (
            <>
              {conversation.memberCount} {conversation.memberCount === 1 ? 'member' : 'members'}
            </>
          ) : (
            peer !== me && <PresenceText user={peer} />
          )}
        </p>
      </div>
      {peer === null && (
        <button
          type="button"
          className="icon-button"
          aria-label="Members"
          title="Members"
          data-testid="show-members"
          onClick={() => setShowing(true)}
        >
          <InfoIcon />
        </button>
      )}
      {showing && <Members conversation={conversation} title={title} onClose={() => setShowing(false)} />}
    </header>
  );
}

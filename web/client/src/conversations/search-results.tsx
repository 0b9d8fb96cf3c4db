import { useState } from 'react';
import type { Conversation, User } from '@parley/sdk';
import { useChat, useParley } from '../app/contexts';
import { addressOf, goTo } from '../app/place';
import { PersonRow } from '../people/person-row';
import { useDirectorySearch } from '../people/use-directory-search';
import { useStore } from '../store/use-store';
import { sentenceOf } from '../ui/problem-text';
import { ConversationItem } from './conversation-item';
import { peerOf } from './title';

interface SearchResultsProps {
  readonly query: string;
  readonly open: string | null;
  readonly onChosen: () => void;
}

/** Own conversations whose name fits, and people of the whole directory; choosing one opens the conversation. */
export function SearchResults({ query, open, onChosen }: SearchResultsProps) {
  const chat = useChat();
  const { directory } = useParley();
  const conversations = useStore(chat.conversations);
  const people = useDirectorySearch(query, chat.user.id);
  const [error, setError] = useState<unknown>(null);

  const wanted = query.trim().toLowerCase();
  const fitting = conversations.filter((conversation) => {
    const peer = peerOf(conversation, chat.user.id);
    const user = peer === null ? null : directory.of(peer).get();
    const name = user !== null && user !== 'gone' ? `${user.fullName} ${user.username}` : conversation.name;
    return (name ?? '').toLowerCase().includes(wanted);
  });
  const talkTo = (user: User) => {
    setError(null);
    chat.create({ kind: 'direct', members: [user.id] }).then(
      (conversation) => {
        goTo(addressOf(conversation.id));
        onChosen();
      },
      (reason: unknown) => setError(reason),
    );
  };

  return (
    <div data-testid="search-results">
      {fitting.length > 0 && <Fitting conversations={fitting} open={open} onChosen={onChosen} />}
      <section aria-label="People" aria-busy={people.phase === 'searching'}>
        <h2 className="sidebar-heading">People</h2>
        <ul className="rows">
          {people.users.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                className="row"
                data-testid="person"
                data-username={user.username}
                onClick={() => talkTo(user)}
              >
                <PersonRow user={user} />
              </button>
            </li>
          ))}
        </ul>
        <p className="sidebar-note" role="status">
          {people.phase === 'searching' && people.users.length === 0 && 'Searching…'}
          {people.phase === 'done' && people.users.length === 0 && `Nobody found for “${query.trim()}”.`}
          {people.phase === 'failed' && sentenceOf(people.error)}
        </p>
      </section>
      {error !== null && (
        <p className="notice notice-bad" role="alert">
          {sentenceOf(error)}
        </p>
      )}
    </div>
  );
}

interface FittingProps {
  readonly conversations: readonly Conversation[];
  readonly open: string | null;
  readonly onChosen: () => void;
}

function Fitting({ conversations, open, onChosen }: FittingProps) {
  return (
    <section aria-label="Conversations">
      <h2 className="sidebar-heading">Conversations</h2>
      <ul className="rows" onClick={onChosen}>
        {conversations.map((conversation) => (
          <ConversationItem
            key={conversation.id}
            conversation={conversation}
            isOpen={conversation.id === open}
          />
        ))}
      </ul>
    </section>
  );
}

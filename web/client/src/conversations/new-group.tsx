import { useState } from 'react';
import type { SubmitEvent } from 'react';
import type { User } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { addressOf, goTo } from '../app/place';
import { PersonRow } from '../people/person-row';
import { useDirectorySearch } from '../people/use-directory-search';
import { Dialog } from '../ui/dialog';
import { CheckIcon, CloseIcon } from '../ui/icons';
import { sentenceOf } from '../ui/problem-text';
import { newGroupId } from './new-group-id';

export function NewGroup({ onClose }: { onClose: () => void }) {
  const chat = useChat();
  const [id] = useState(newGroupId);
  const [name, setName] = useState('');
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const people = useDirectorySearch(query, chat.user.id);

  const isChosen = (user: User) => chosen.some(({ id: other }) => other === user.id);
  const toggle = (user: User) => {
    setChosen(isChosen(user) ? chosen.filter((other) => other.id !== user.id) : [...chosen, user]);
  };
  const create = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    const members = chosen.map((user) => user.id);
    chat
      .create({ kind: 'group', name: name.trim(), members, clientConversationId: id })
      .then((conversation) => {
        goTo(addressOf(conversation.id));
        onClose();
      })
      .catch((reason: unknown) => setError(reason))
      .finally(() => setBusy(false));
  };

  return (
    <Dialog title="New group" testId="new-group-dialog" onClose={onClose}>
      <form className="new-group" onSubmit={create}>
        <div className="field">
          <label htmlFor="group-name">Name</label>
          <input
            id="group-name"
            className="input"
            value={name}
            maxLength={100}
            required
            autoFocus
            placeholder="Weekend trip"
            data-testid="group-name"
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="group-search">People</label>
          <input
            id="group-search"
            type="search"
            className="input"
            value={query}
            autoComplete="off"
            placeholder="Search by name"
            data-testid="group-search"
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.preventDefault();
            }}
          />
        </div>
        {chosen.length > 0 && (
          <ul className="chips" aria-label="Chosen people">
            {chosen.map((user) => (
              <li key={user.id}>
                <button
                  type="button"
                  className="chip"
                  onClick={() => toggle(user)}
                  aria-label={`Remove ${user.fullName}`}
                >
                  {user.fullName || user.username}
                  <CloseIcon />
                </button>
              </li>
            ))}
          </ul>
        )}
        <ul className="rows new-group-people" aria-label="People found">
          {people.users.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                className="row"
                aria-pressed={isChosen(user)}
                data-testid="group-person"
                data-username={user.username}
                onClick={() => toggle(user)}
              >
                <PersonRow user={user} aside={isChosen(user) && <CheckIcon />} />
              </button>
            </li>
          ))}
          {people.phase === 'done' && people.users.length === 0 && (
            <li className="sidebar-note">Nobody found.</li>
          )}
          {people.phase === 'failed' && <li className="sidebar-note">{sentenceOf(people.error)}</li>}
        </ul>
        {error !== null && (
          <p className="notice notice-bad" role="alert">
            {sentenceOf(error)}
          </p>
        )}
        <footer className="dialog-footer">
          <button
            type="submit"
            className="button button-main"
            disabled={busy || name.trim() === '' || chosen.length === 0}
            data-testid="create-group"
          >
            {chosen.length === 0 ? 'Choose people' : `Create with ${chosen.length}`}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

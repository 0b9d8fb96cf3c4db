import { useState } from 'react';
import { goTo, usePlace } from '../app/place';
import { ConnectionState } from '../connection/connection-bar';
import { UserAvatar } from '../people/avatar';
import { useOwnUser } from '../people/use-own-user';
import { GroupIcon, Logo, SearchIcon, SettingsIcon } from '../ui/icons';
import { ConversationList } from './conversation-list';
import { Settings } from '../settings/settings';
import { LogOut } from './log-out';
import { NewGroup } from './new-group';
import { SearchResults } from './search-results';

export function Sidebar({ open }: { open: string | null }) {
  const user = useOwnUser();
  const [query, setQuery] = useState('');
  const [creating, setCreating] = useState(false);
  const [settling, setSettling] = useState(false);
  const { at } = usePlace();
  const settled = () => {
    setSettling(false);
    if (at === 'settings') goTo('#/');
  };
  return (
    <div className="sidebar">
      <header className="sidebar-header">
        <Logo size={30} />
        <h1>Parley</h1>
        <button
          type="button"
          className="icon-button"
          aria-label="New group"
          title="New group"
          data-testid="new-group"
          onClick={() => setCreating(true)}
        >
          <GroupIcon />
        </button>
      </header>
      <div role="search" className="search">
        <SearchIcon />
        <input
          type="search"
          className="search-input"
          placeholder="Find people and conversations"
          aria-label="Find people and conversations"
          data-testid="search"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setQuery('');
          }}
        />
      </div>
      <div className="sidebar-scroll">
        {query.trim() === '' ? (
          <ConversationList open={open} />
        ) : (
          <SearchResults query={query} open={open} onChosen={() => setQuery('')} />
        )}
      </div>
      <footer className="sidebar-footer">
        <UserAvatar id={user.id} user={user} size="small" />
        <span className="row-text">
          <span className="row-title" data-testid="own-name">
            {user.fullName || user.username}
          </span>
          <ConnectionState />
        </span>
        <button
          type="button"
          className="icon-button"
          aria-label="Your account"
          title="Your account"
          data-testid="settings"
          onClick={() => setSettling(true)}
        >
          <SettingsIcon />
        </button>
        <LogOut />
      </footer>
      {creating && <NewGroup onClose={() => setCreating(false)} />}
      {(settling || at === 'settings') && <Settings onClose={settled} />}
    </div>
  );
}

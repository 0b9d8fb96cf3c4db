import { useChat } from '../app/contexts';
import { useStore } from '../store/use-store';
import { ConversationItem } from './conversation-item';

export function ConversationList({ open }: { open: string | null }) {
  const chat = useChat();
  const conversations = useStore(chat.conversations);
  const listed = useStore(chat.listed);
  if (conversations.length === 0) {
    return listed ? <Nothing /> : <Skeleton />;
  }
  return (
    <nav aria-label="Conversations">
      <ul className="rows" data-testid="conversations">
        {conversations.map((conversation) => (
          <ConversationItem
            key={conversation.id}
            conversation={conversation}
            isOpen={conversation.id === open}
          />
        ))}
      </ul>
    </nav>
  );
}

function Nothing() {
  return (
    <p className="sidebar-note" data-testid="no-conversations">
      No conversations yet. Type a name above to find someone to talk to.
    </p>
  );
}

function Skeleton() {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">Loading conversations</span>
      {[1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton-row" aria-hidden="true" />
      ))}
    </div>
  );
}

import { useChat } from '../app/contexts';
import { useStore } from '../store/use-store';
import { Logo } from '../ui/icons';
import { Talk } from './talk';

/** The open conversation, or a word on why there is none. */
export function TalkPlace({ open }: { open: string | null }) {
  const chat = useChat();
  const conversations = useStore(chat.conversations);
  const listed = useStore(chat.listed);
  const conversation = conversations.find(({ id }) => id === open);
  if (conversation !== undefined) return <Talk key={conversation.id} conversation={conversation} />;
  return (
    <main className="talk talk-empty" data-testid="talk-empty">
      {open !== null && listed ? (
        <>
          <p>This conversation is not here, or you are no longer a member.</p>
          <a className="button" href="#/">
            All conversations
          </a>
        </>
      ) : (
        <>
          <Logo size={56} />
          <p>Choose a conversation, or find someone to talk to.</p>
        </>
      )}
    </main>
  );
}

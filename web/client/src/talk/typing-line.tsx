import type { Conversation } from '@parley/sdk';
import { firstNameOf, useUser } from '../people/use-user';

interface TypingLineProps {
  readonly conversation: Conversation;
  readonly users: readonly string[];
}

/** Who is typing, as a bubble in the making. */
export function TypingLine({ conversation, users }: TypingLineProps) {
  const [first, ...others] = users;
  return (
    <div className="typing-place" role="status">
      {first !== undefined && (
        <div
          className={conversation.kind === 'direct' ? 'typing' : 'typing typing-indented'}
          data-testid="typing"
        >
          <span className="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <TypingWords first={first} others={others.length} />
        </div>
      )}
    </div>
  );
}

function TypingWords({ first, others }: { first: string; others: number }) {
  const name = firstNameOf(useUser(first));
  if (others === 0) return <span>{name} is typing…</span>;
  return (
    <span>
      {name} and {others === 1 ? 'one other are' : `${others} others are`} typing…
    </span>
  );
}

import type { ReactNode } from 'react';
import { Logo } from '../ui/icons';

interface AccountCardProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

/** What everybody sees who is not in the chat. */
export function AccountCard({ title, text, children }: AccountCardProps) {
  return (
    <main className="account">
      <div className="account-card">
        <header className="account-header">
          <Logo />
          <h1>{title}</h1>
          <p>{text}</p>
        </header>
        {children}
      </div>
    </main>
  );
}

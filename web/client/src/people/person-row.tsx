import type { ReactNode } from 'react';
import type { User } from '@parley/sdk';
import { UserAvatar } from './avatar';

/** A user of the directory with name and username. */
export function PersonRow({ user, aside }: { user: User; aside?: ReactNode }) {
  return (
    <>
      <UserAvatar id={user.id} user={user} presence />
      <span className="row-text">
        <span className="row-title">{user.fullName || user.username}</span>
        <span className="row-detail">@{user.username}</span>
      </span>
      {aside}
    </>
  );
}

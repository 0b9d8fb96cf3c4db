import { useState } from 'react';
import type { KnownUser } from '@parley/sdk';
import { PresenceDot } from '../presence/presence-dot';
import { PeopleIcon } from '../ui/icons';
import { initialsOf, tintOf } from './initials';
import { nameOf } from './use-user';

type Size = 'small' | 'normal' | 'large';

interface UserAvatarProps {
  readonly id: string;
  readonly user: KnownUser;
  readonly size?: Size;
  readonly presence?: boolean;
}

/** A picture or the initials of a user; decoration, the name always stands beside it. */
export function UserAvatar({ id, user, size = 'normal', presence = false }: UserAvatarProps) {
  const picture = user !== null && user !== 'gone' ? ownPicture(user.avatarUrl) : null;
  const [broken, setBroken] = useState(false);
  return (
    <span className={`avatar avatar-${size} tint-${tintOf(id)}`}>
      {picture !== null && !broken ? (
        <img src={picture} alt="" onError={() => setBroken(true)} />
      ) : (
        <span aria-hidden="true">{user === null ? '' : initialsOf(nameOf(user))}</span>
      )}
      {presence && <PresenceDot user={id} />}
    </span>
  );
}

export function GroupAvatar({ id, size = 'normal' }: { id: string; size?: Size }) {
  return (
    <span className={`avatar avatar-${size} avatar-group tint-${tintOf(id)}`}>
      <PeopleIcon />
    </span>
  );
}

/** The content security policy lets the page show pictures of its own origin only. */
function ownPicture(address: string | null | undefined): string | null {
  return address?.startsWith('/') === true && !address.startsWith('//') ? address : null;
}

import type { Conversation, Member } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { UserAvatar } from '../people/avatar';
import { nameOf, useUser } from '../people/use-user';
import { PresenceText } from '../presence/presence-text';
import { Dialog } from '../ui/dialog';

interface MembersProps {
  readonly conversation: Conversation;
  readonly title: string;
  readonly onClose: () => void;
}

/** Who is in a group. */
export function Members({ conversation, title, onClose }: MembersProps) {
  const members = conversation.members ?? [];
  const more = conversation.memberCount - members.length;
  return (
    <Dialog title={title} testId="members-dialog" onClose={onClose}>
      <ul className="rows members" aria-label="Members">
        {members.map((member) => (
          <MemberRow key={member.user} member={member} />
        ))}
        {more > 0 && <li className="sidebar-note">and {more} more</li>}
      </ul>
    </Dialog>
  );
}

function MemberRow({ member }: { member: Member }) {
  const me = useChat().user;
  const user = useUser(member.user);
  const isMe = member.user === me.id;
  return (
    <li className="row" data-testid="member">
      <UserAvatar id={member.user} user={user} presence={!isMe} />
      <span className="row-text">
        <span className="row-title">
          {nameOf(user)}
          {isMe && ' (you)'}
        </span>
        <span className="row-detail">{isMe ? `@${me.username}` : <PresenceText user={member.user} />}</span>
      </span>
      {member.role !== 'member' && <span className="role">{member.role}</span>}
    </li>
  );
}

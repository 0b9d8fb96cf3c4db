import { Dialog } from '../ui/dialog';
import { DataSection } from './data-section';
import { EmailSection } from './email-section';
import { IdentitiesSection } from './identities-section';
import { LoginsSection } from './logins-section';
import { PasswordSection } from './password-section';
import { ProfileSection } from './profile-section';

/** One's own account. */
export function Settings({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Your account" testId="settings-dialog" onClose={onClose}>
      <div className="settings">
        <ProfileSection />
        <EmailSection />
        <PasswordSection />
        <IdentitiesSection />
        <LoginsSection />
        <DataSection />
      </div>
    </Dialog>
  );
}

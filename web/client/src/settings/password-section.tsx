import { PasswordField } from '../account/password-field';
import { useParley } from '../app/contexts';
import { FormSection } from './section';

export function PasswordSection() {
  const { identity } = useParley();
  return (
    <FormSection
      title="Password"
      testId="password-section"
      action="Change"
      done="Changed. You were logged out everywhere else."
      fields={['currentPassword', 'newPassword']}
      work={(value) => identity.changePassword(value('currentPassword'), value('newPassword'))}
    >
      {(wrong) => (
        <>
          <PasswordField
            name="currentPassword"
            label="Your password"
            isNew={false}
            error={wrong.currentPassword}
          />
          <PasswordField name="newPassword" label="New password" isNew error={wrong.newPassword} />
        </>
      )}
    </FormSection>
  );
}

import { Field } from '../account/field';
import { PasswordField } from '../account/password-field';
import { useParley } from '../app/contexts';
import { useOwnUser } from '../people/use-own-user';
import { FormSection } from './section';

export function EmailSection() {
  const { identity } = useParley();
  const user = useOwnUser();
  return (
    <>
      <FormSection
        title="E-mail"
        testId="email-section"
        action="Change"
        done="A letter is on its way to the new address. It counts once you confirm it there."
        fields={['email', 'currentPassword']}
        work={(value) => identity.changeEmail(value('email').trim(), value('currentPassword'))}
      >
        {(wrong) => (
          <>
            <p className="dialog-text" data-testid="own-email">
              {user.email ?? 'None yet'}
            </p>
            <Field
              name="email"
              label="New e-mail"
              type="email"
              autoComplete="email"
              required
              error={wrong.email}
            />
            <PasswordField
              name="currentPassword"
              label="Your password"
              isNew={false}
              error={wrong.currentPassword}
            />
          </>
        )}
      </FormSection>
      {user.email !== undefined && user.emailVerified === false && (
        <FormSection
          title="Not confirmed yet"
          testId="verification-section"
          action="Send the letter again"
          done="A letter is on its way."
          fields={[]}
          work={() => identity.resendVerification()}
        >
          {() => <p className="dialog-text">Open the link in the letter to {user.email}.</p>}
        </FormSection>
      )}
    </>
  );
}

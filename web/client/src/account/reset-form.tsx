import { useState } from 'react';
import { useParley } from '../app/contexts';
import { fieldErrors, sentenceOf } from '../ui/problem-text';
import { AccountCard } from './account-card';
import { PasswordField } from './password-field';
import { useSubmit } from './use-submit';

/** Chooses a new password with what the letter brought. */
export function ResetForm({ token }: { token: string }) {
  const { identity } = useParley();
  const [done, setDone] = useState(false);
  const { busy, error, submit } = useSubmit(async (value) => {
    await identity.resetPassword(token, value('newPassword'));
    setDone(true);
  });
  const wrong = fieldErrors(error);
  if (done) {
    return (
      <AccountCard title="You have a new password" text="You were logged out everywhere.">
        <a className="button button-main" href="#/" data-testid="reset-done">
          Log in
        </a>
      </AccountCard>
    );
  }
  return (
    <AccountCard title="Choose a new password" text="You will be logged out everywhere.">
      <form className="account-form" onSubmit={submit} aria-label="New password" data-testid="reset-form">
        <PasswordField name="newPassword" label="New password" isNew error={wrong.newPassword} />
        {error !== null && wrong.newPassword === undefined && (
          <p className="notice notice-bad" role="alert" data-testid="form-error">
            {wrong.token === undefined ? sentenceOf(error) : 'This letter does not count any more. '}
            {wrong.token !== undefined && <a href="#/forgotten">Ask for another one</a>}
          </p>
        )}
        <button type="submit" className="button button-main" disabled={busy} data-testid="submit">
          {busy ? 'Changing…' : 'Change password'}
        </button>
      </form>
    </AccountCard>
  );
}

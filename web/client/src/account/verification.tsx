import { useState } from 'react';
import { useParley } from '../app/contexts';
import { fieldErrors, sentenceOf } from '../ui/problem-text';
import { AccountCard } from './account-card';
import { useSubmit } from './use-submit';

/** Confirms an address. Asks for a click, because mail servers open links to look at them. */
export function Verification({ token }: { token: string }) {
  const { identity } = useParley();
  const [done, setDone] = useState(false);
  const { busy, error, submit } = useSubmit(async () => {
    await identity.verifyEmail(token);
    setDone(true);
  });
  const isVoid = 'token' in fieldErrors(error);
  if (done) {
    return (
      <AccountCard title="Your address is confirmed" text="Thank you.">
        <a className="button button-main" href="#/" data-testid="verified">
          Go on
        </a>
      </AccountCard>
    );
  }
  return (
    <AccountCard title="Confirm your address" text="So that you can always get back to your account.">
      <form className="account-form" onSubmit={submit} aria-label="Confirm address" data-testid="verify-form">
        {error !== null && (
          <p className="notice notice-bad" role="alert" data-testid="form-error">
            {isVoid
              ? 'This letter does not count any more. Your account can send another one.'
              : sentenceOf(error)}
          </p>
        )}
        <button type="submit" className="button button-main" disabled={busy} data-testid="submit">
          {busy ? 'Confirming…' : 'Confirm'}
        </button>
        <p className="account-other">
          <a href="#/">Not now</a>
        </p>
      </form>
    </AccountCard>
  );
}

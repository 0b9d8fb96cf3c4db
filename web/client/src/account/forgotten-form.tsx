import { useState } from 'react';
import { useParley } from '../app/contexts';
import { fieldErrors, sentenceOf } from '../ui/problem-text';
import { AccountCard } from './account-card';
import { Field } from './field';
import { useSubmit } from './use-submit';

/** For whoever cannot log in. Says the same whether or not there is such an account, as the platform does. */
export function ForgottenForm() {
  const { identity } = useParley();
  const [asked, setAsked] = useState(false);
  const { busy, error, submit } = useSubmit(async (value) => {
    await identity.requestPasswordReset(value('email').trim());
    setAsked(true);
  });
  const wrong = fieldErrors(error);
  if (asked) {
    return (
      <AccountCard
        title="Look into your mail"
        text="If there is an account with this address, a letter is on its way."
      >
        <p className="account-other" data-testid="reset-asked">
          It counts for a short time, and once. <a href="#/">Back to the login</a>
        </p>
      </AccountCard>
    );
  }
  return (
    <AccountCard title="Choose a new password" text="A letter to your address will lead you there.">
      <form
        className="account-form"
        onSubmit={submit}
        aria-label="Forgotten password"
        data-testid="forgotten-form"
      >
        <Field
          name="email"
          label="E-mail"
          type="email"
          autoComplete="email"
          required
          autoFocus
          error={wrong.email}
        />
        {error !== null && wrong.email === undefined && (
          <p className="notice notice-bad" role="alert" data-testid="form-error">
            {sentenceOf(error)}
          </p>
        )}
        <button type="submit" className="button button-main" disabled={busy} data-testid="submit">
          {busy ? 'Asking…' : 'Send the letter'}
        </button>
        <p className="account-other">
          <a href="#/">Back to the login</a>
        </p>
      </form>
    </AccountCard>
  );
}

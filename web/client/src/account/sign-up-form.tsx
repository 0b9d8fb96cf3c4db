import { useParley } from '../app/contexts';
import { goTo } from '../app/place';
import { fieldErrors, sentenceOf } from '../ui/problem-text';
import { Field } from './field';
import { PasswordField } from './password-field';
import { useSubmit } from './use-submit';

const SHOWN = ['fullName', 'username', 'email', 'password'];

export function SignUpForm() {
  const { identity } = useParley();
  const { busy, error, submit } = useSubmit(async (value) => {
    await identity.signUp({
      fullName: value('fullName').trim(),
      username: value('username').trim().toLowerCase(),
      email: value('email').trim(),
      password: value('password'),
    });
    goTo('#/');
  });
  const wrong = fieldErrors(error);
  const shown = SHOWN.some((field) => field in wrong);
  return (
    <form className="account-form" onSubmit={submit} aria-label="Create an account" data-testid="signup-form">
      <Field
        name="fullName"
        label="Your name"
        autoComplete="name"
        required
        maxLength={100}
        autoFocus
        error={wrong.fullName}
      />
      <Field
        name="username"
        label="Username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        pattern="[A-Za-z0-9_.\-]{3,32}"
        title="3 to 32 letters, digits, dots, dashes or underscores"
        hint="3 to 32 letters, digits, dots, dashes or underscores."
        error={wrong.username}
      />
      <Field name="email" label="E-mail" type="email" autoComplete="email" required error={wrong.email} />
      <PasswordField isNew error={wrong.password} />
      {error !== null && !shown && (
        <p className="notice notice-bad" role="alert" data-testid="form-error">
          {sentenceOf(error)}
        </p>
      )}
      <button type="submit" className="button button-main" disabled={busy} data-testid="submit">
        {busy ? 'Creating your account…' : 'Create account'}
      </button>
      <p className="account-other">
        Already with us? <a href="#/">Log in</a>
      </p>
    </form>
  );
}

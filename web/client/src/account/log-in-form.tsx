import { isProblem } from '@parley/sdk';
import { useParley } from '../app/contexts';
import { sentenceOf } from '../ui/problem-text';
import { Field } from './field';
import { PasswordField } from './password-field';
import { useSubmit } from './use-submit';

export function LogInForm() {
  const { identity } = useParley();
  const { busy, error, submit } = useSubmit((value) =>
    identity.logIn(value('login').trim(), value('password')),
  );
  return (
    <form className="account-form" onSubmit={submit} aria-label="Log in" data-testid="login-form">
      <Field
        name="login"
        label="E-mail or username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus
      />
      <PasswordField isNew={false} />
      {error !== null && (
        <p className="notice notice-bad" role="alert" data-testid="form-error">
          {isProblem(error, 'unauthenticated') ? 'The name or the password is wrong.' : sentenceOf(error)}
        </p>
      )}
      <button type="submit" className="button button-main" disabled={busy} data-testid="submit">
        {busy ? 'Logging in…' : 'Log in'}
      </button>
      <p className="account-other">
        <a href="#/forgotten">Forgotten your password?</a>
      </p>
      <p className="account-other">
        New here? <a href="#/signup">Create an account</a>
      </p>
    </form>
  );
}

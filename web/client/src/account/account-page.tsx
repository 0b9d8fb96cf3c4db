import { usePlace } from '../app/place';
import { Logo } from '../ui/icons';
import { LogInForm } from './log-in-form';
import { SignUpForm } from './sign-up-form';

/** For whoever isn't signed in. `ended`: was, until just now. */
export function AccountPage({ ended }: { ended: boolean }) {
  const signingUp = usePlace().at === 'sign-up';
  return (
    <main className="account">
      <div className="account-card">
        <header className="account-header">
          <Logo />
          <h1>{signingUp ? 'Create your account' : 'Welcome to Parley'}</h1>
          <p>{signingUp ? 'It takes less than a minute.' : 'Log in to talk with your team.'}</p>
        </header>
        {ended && !signingUp && (
          <p className="notice" role="status" data-testid="signed-out-notice">
            You have been signed out. Log in to go on.
          </p>
        )}
        {signingUp ? <SignUpForm /> : <LogInForm />}
      </div>
    </main>
  );
}

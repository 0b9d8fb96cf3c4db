import { useEffect, useState } from 'react';
import { usePlace } from '../app/place';
import { AccountCard } from './account-card';
import { ForgottenForm } from './forgotten-form';
import { LogInForm } from './log-in-form';
import { ProviderLinks } from './provider-links';
import { forgetProviderProblem, providerProblem } from './provider-problem';
import { SignUpForm } from './sign-up-form';

/** For whoever isn't signed in. `ended`: was, until just now. */
export function AccountPage({ ended }: { ended: boolean }) {
  const { at } = usePlace();
  const [problem] = useState(providerProblem);
  useEffect(forgetProviderProblem, []);
  if (at === 'forgotten') return <ForgottenForm />;
  const signingUp = at === 'sign-up';
  return (
    <AccountCard
      title={signingUp ? 'Create your account' : 'Welcome to Parley'}
      text={signingUp ? 'It takes less than a minute.' : 'Log in to talk with your team.'}
    >
      {ended && !signingUp && (
        <p className="notice" role="status" data-testid="signed-out-notice">
          You have been signed out. Log in to go on.
        </p>
      )}
      {problem !== null && (
        <p className="notice notice-bad" role="alert" data-testid="provider-problem">
          {problem}
        </p>
      )}
      {signingUp ? <SignUpForm /> : <LogInForm />}
      <ProviderLinks />
    </AccountCard>
  );
}

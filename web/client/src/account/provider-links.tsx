import { useEffect, useState } from 'react';
import type { LoginProvider } from '@parley/sdk';
import { useParley } from '../app/contexts';

/** Other ways in, where the operator has set some. Whoever cannot be told of them has the form above. */
export function ProviderLinks() {
  const { identity } = useParley();
  const [providers, setProviders] = useState<readonly LoginProvider[]>([]);

  useEffect(() => {
    let gone = false;
    identity
      .providers()
      .then((found) => {
        if (!gone) setProviders(found);
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [identity]);

  if (providers.length === 0) return null;
  return (
    <nav className="account-providers" aria-label="Other ways to log in">
      {providers.map(({ provider, title }) => (
        <a key={provider} className="button" href={identity.providerAddress(provider)} data-testid="provider">
          Go on with {title}
        </a>
      ))}
    </nav>
  );
}

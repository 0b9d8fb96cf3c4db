import { useCallback, useEffect, useState } from 'react';
import { isProblem } from '@parley/sdk';
import type { LinkedIdentity, LoginProvider } from '@parley/sdk';
import { forgetProviderProblem, linkProblem } from '../account/provider-problem';
import { useParley } from '../app/contexts';
import { SETTINGS, leaveFor } from '../app/place';
import { sentenceOf } from '../ui/problem-text';
import { fullTime, shortTime } from '../ui/time';

/** By which providers one may log in; nothing where there are none. */
export function IdentitiesSection() {
  const { identity } = useParley();
  const [providers, setProviders] = useState<readonly LoginProvider[]>([]);
  const [identities, setIdentities] = useState<readonly LinkedIdentity[]>([]);
  const [problem, setProblem] = useState(linkProblem);
  const [busy, setBusy] = useState(false);
  useEffect(forgetProviderProblem, []);

  const failed = useCallback((reason: unknown) => setProblem(sentence(reason)), []);
  const read = useCallback(() => {
    identity.identities().then(setIdentities, failed);
  }, [identity, failed]);
  useEffect(() => {
    read();
    identity.providers().then(setProviders, failed);
  }, [identity, read, failed]);

  const run = (work: Promise<unknown>) => {
    setProblem(null);
    setBusy(true);
    work.catch(failed).finally(() => {
      setBusy(false);
      read();
    });
  };

  if (providers.length === 0 && identities.length === 0 && problem === null) return null;
  return (
    <section className="settings-section" aria-label="Other ways to log in" data-testid="identities-section">
      <h3>Other ways to log in</h3>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      {identities.length > 0 && (
        <ul className="rows">
          {identities.map(({ id, title, email, lastUsedAt }) => (
            <li key={id} className="row" data-testid="identity">
              <span className="row-text">
                <span className="row-title">{title}</span>
                <span className="row-detail" title={fullTime(lastUsedAt)}>
                  {email === null ? '' : `${email} · `}
                  {shortTime(lastUsedAt)}
                </span>
              </span>
              <button
                type="button"
                className="button"
                disabled={busy}
                onClick={() => run(identity.unlinkIdentity(id))}
              >
                Unlink
              </button>
            </li>
          ))}
        </ul>
      )}
      {providers.map(({ provider, title }) => (
        <button
          key={provider}
          type="button"
          className="button"
          disabled={busy}
          data-testid="link-provider"
          onClick={() => run(identity.linkIdentity(provider, `/${SETTINGS}`).then(leaveFor))}
        >
          Link {title}
        </button>
      ))}
    </section>
  );
}

function sentence(error: unknown): string {
  return isProblem(error, 'conflict')
    ? 'This is the last way into your account. First choose a password, by “Forgotten your password?” where you log in, or link another one.'
    : sentenceOf(error);
}

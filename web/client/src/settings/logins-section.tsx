import { useCallback, useEffect, useState } from 'react';
import type { Login } from '@parley/sdk';
import { useParley } from '../app/contexts';
import { sentenceOf } from '../ui/problem-text';
import { fullTime, shortTime } from '../ui/time';

/** Where one is logged in, and how to end that. */
export function LoginsSection() {
  const { identity } = useParley();
  const [logins, setLogins] = useState<readonly Login[] | null>(null);
  const [error, setError] = useState<unknown>(null);

  const read = useCallback(() => {
    identity.logins().then(setLogins, (reason: unknown) => setError(reason));
  }, [identity]);
  useEffect(() => read(), [read]);

  const end = (id: string) => {
    setError(null);
    identity.endLogin(id).then(read, (reason: unknown) => {
      setError(reason);
      read();
    });
  };

  return (
    <section className="settings-section" aria-label="Logins" data-testid="logins-section">
      <h3>Logins</h3>
      {error !== null && (
        <p className="notice notice-bad" role="alert">
          {sentenceOf(error)}
        </p>
      )}
      <ul className="rows">
        {logins?.map((login) => (
          <li key={login.id} className="row" data-testid="login">
            <span className="row-text">
              <span className="row-title">{login.device ?? 'Unknown device'}</span>
              <span className="row-detail" title={fullTime(login.lastUsedAt)}>
                {login.current ? 'This one' : `${login.address ?? ''} · ${shortTime(login.lastUsedAt)}`}
              </span>
            </span>
            {!login.current && (
              <button type="button" className="button" onClick={() => end(login.id)}>
                End
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

import { useState } from 'react';
import { PasswordField } from '../account/password-field';
import { useChat, useParley } from '../app/contexts';
import { goTo } from '../app/place';
import { FormSection } from './section';

/** Taking along what is kept about oneself, and leaving. */
export function DataSection() {
  const { identity } = useParley();
  const chat = useChat();
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <section className="settings-section" aria-label="Your data">
        <h3>Your data</h3>
        <p className="dialog-text">
          Your account, logins, conversations and what you said, as lines of JSON.
        </p>
        <a className="button" href="/api/auth/export" download="parley-export.ndjson" data-testid="export">
          Download
        </a>
      </section>
      {leaving ? (
        <FormSection
          title="Delete your account"
          testId="delete-section"
          action="Delete for good"
          done="Deleted."
          bad
          fields={['currentPassword']}
          work={async (value) => {
            await identity.deleteAccount(value('currentPassword'));
            chat.discardUnsent();
            goTo('#/');
          }}
        >
          {(wrong) => (
            <>
              <p className="dialog-text">
                Your name, address and logins go at once, and you leave every group. What you said stays, by a
                deleted user. This cannot be undone.
              </p>
              <PasswordField
                name="currentPassword"
                label="Your password"
                isNew={false}
                error={wrong.currentPassword}
              />
            </>
          )}
        </FormSection>
      ) : (
        <section className="settings-section" aria-label="Delete your account">
          <h3>Delete your account</h3>
          <button
            type="button"
            className="button"
            data-testid="delete-account"
            onClick={() => setLeaving(true)}
          >
            Delete your account…
          </button>
        </section>
      )}
    </>
  );
}

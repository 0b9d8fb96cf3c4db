import { useState } from 'react';
import { useChat, useParley } from '../app/contexts';
import { goTo } from '../app/place';
import { useStore } from '../store/use-store';
import { Dialog } from '../ui/dialog';
import { LogOutIcon } from '../ui/icons';
import { sentenceOf } from '../ui/problem-text';

/** Logging out gives up what could not be sent: asks first, if there is any. */
export function LogOut() {
  const chat = useChat();
  const { identity } = useParley();
  const unsent = useStore(chat.outbox).length;
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const logOut = () => {
    setError(null);
    identity.logOut().then(
      () => {
        chat.discardUnsent();
        goTo('#/');
      },
      (reason: unknown) => {
        setError(reason);
        setAsking(true);
      },
    );
  };

  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label="Log out"
        title="Log out"
        data-testid="log-out"
        onClick={() => (unsent > 0 ? setAsking(true) : logOut())}
      >
        <LogOutIcon />
      </button>
      {asking && (
        <Dialog title="Log out?" testId="log-out-dialog" onClose={() => setAsking(false)}>
          {unsent > 0 && (
            <p className="dialog-text">
              {unsent === 1 ? 'One message has' : `${unsent} messages have`} not been sent yet and will be
              lost.
            </p>
          )}
          {error !== null && (
            <p className="notice notice-bad" role="alert">
              You are still logged in. {sentenceOf(error)}
            </p>
          )}
          <footer className="dialog-footer">
            <button type="button" className="button" onClick={() => setAsking(false)}>
              Stay
            </button>
            <button type="button" className="button button-bad" data-testid="confirm" onClick={logOut}>
              Log out
            </button>
          </footer>
        </Dialog>
      )}
    </>
  );
}

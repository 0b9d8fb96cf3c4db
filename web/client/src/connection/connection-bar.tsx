import { useEffect, useState } from 'react';
import type { ConnectionState } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { useStore } from '../store/use-store';

/** A break shorter than this is not worth a banner. */
const PATIENCE_MILLIS = 1_500;

export function connectionWords(state: ConnectionState): string {
  switch (state.phase) {
    case 'idle':
      return 'Connecting…';
    case 'connecting':
      return state.first ? 'Connecting…' : 'Reconnecting…';
    case 'resuming':
      return 'Catching up…';
    case 'live':
      return 'Connected';
    case 'waiting':
      return state.first ? 'Cannot connect' : 'Connection lost';
    case 'stopped':
      return 'Disconnected';
  }
}

/** The state of the line, always to be seen. */
export function ConnectionState() {
  const state = useStore(useChat().connection);
  return (
    <span
      className={`connection connection-${state.phase}`}
      data-testid="connection-state"
      data-phase={state.phase}
    >
      <span className="connection-dot" aria-hidden="true" />
      {connectionWords(state)}
    </span>
  );
}

/** Says what is wrong with the line, as long as something is; what is written meanwhile is kept. */
export function ConnectionBar() {
  const chat = useChat();
  const state = useStore(chat.connection);
  const isLive = state.phase === 'live';
  const late = useLate(!isLive);
  const shown = !isLive && (late || state.phase === 'stopped');
  return (
    <div role="status" className="connection-bar-place">
      {shown && (
        <div className="connection-bar" data-testid="connection-bar" data-phase={state.phase}>
          <span>
            <strong>{connectionWords(state)}</strong> <Explanation state={state} />
          </span>
          {state.phase === 'waiting' && (
            <button type="button" className="link-button" onClick={() => chat.wake()}>
              Try now
            </button>
          )}
          {state.phase === 'stopped' && (
            <button type="button" className="link-button" onClick={() => chat.restart()}>
              Connect again
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Explanation({ state }: { state: ConnectionState }) {
  if (state.phase === 'waiting') return <Countdown to={state.retryAt} />;
  if (state.phase === 'stopped') return <>The server closed the connection (code {state.code}).</>;
  return <>Your messages are kept and sent as soon as possible.</>;
}

function Countdown({ to }: { to: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(1, Math.ceil((to - now) / 1_000));
  return (
    <>
      <span aria-hidden="true">Trying again in {seconds} s. </span>Messages you write are kept.
    </>
  );
}

/** Whether something has been so for a while. */
function useLate(so: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!so) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MILLIS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [so]);
  return so && late;
}

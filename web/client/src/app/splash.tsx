import { Logo } from '../ui/icons';

export function Splash({ failed, onRetry }: { failed: boolean; onRetry: () => void }) {
  return (
    <main className="splash" data-testid="splash">
      <Logo />
      {failed ? (
        <div role="alert" className="splash-failed">
          <p>Parley cannot be reached right now. We keep trying.</p>
          <button type="button" className="button" onClick={onRetry}>
            Try again
          </button>
        </div>
      ) : (
        <p className="visually-hidden" role="status">
          Loading
        </p>
      )}
    </main>
  );
}

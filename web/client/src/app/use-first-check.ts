import { useCallback, useEffect, useState } from 'react';
import type { Parley } from '@parley/sdk';

const AGAIN_MILLIS = 5_000;

/** Finds out who the user is when the page loads, and keeps trying while the platform cannot be reached. */
export function useFirstCheck(parley: Parley): { failed: boolean; again: () => void } {
  const [failures, setFailures] = useState(0);
  const check = useCallback(() => {
    parley.identity.check().catch(() => setFailures((count) => count + 1));
  }, [parley]);

  useEffect(() => check(), [check]);
  useEffect(() => {
    if (failures === 0) return;
    const timer = setTimeout(check, AGAIN_MILLIS);
    return () => clearTimeout(timer);
  }, [failures, check]);

  return { failed: failures > 0, again: check };
}

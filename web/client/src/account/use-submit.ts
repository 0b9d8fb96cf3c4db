import { useState } from 'react';
import type { SubmitEvent } from 'react';

interface Submission {
  readonly busy: boolean;
  readonly error: unknown;
  readonly submit: (event: SubmitEvent<HTMLFormElement>) => void;
}

/** Sends a form once at a time, and remembers what went wrong. */
export function useSubmit(work: (value: (name: string) => string) => Promise<unknown>): Submission {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const value = (name: string) => {
      const entry = form.get(name);
      return typeof entry === 'string' ? entry : '';
    };
    setBusy(true);
    setError(null);
    work(value)
      .catch((reason: unknown) => setError(reason))
      .finally(() => setBusy(false));
  };
  return { busy, error, submit };
}

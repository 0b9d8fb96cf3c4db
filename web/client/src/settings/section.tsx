import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useSubmit } from '../account/use-submit';
import { fieldErrors, sentenceOf } from '../ui/problem-text';

interface FormSectionProps {
  readonly title: string;
  readonly testId: string;
  readonly action: string;
  readonly done: string;
  readonly bad?: boolean;
  readonly fields: readonly string[];
  readonly work: (value: (name: string) => string) => Promise<unknown>;
  readonly children: (wrong: Readonly<Record<string, string>>) => ReactNode;
}

/** One thing that can be changed: a form, what is wrong with it, and that it is done. */
export function FormSection({
  title,
  testId,
  action,
  done,
  bad = false,
  fields,
  work,
  children,
}: FormSectionProps) {
  const heading = useId();
  const [saved, setSaved] = useState(false);
  const { busy, error, submit } = useSubmit(async (value) => {
    setSaved(false);
    await work(value);
    setSaved(true);
  });
  const wrong = fieldErrors(error);
  const beside = fields.some((field) => field in wrong);
  return (
    <form className="settings-section" onSubmit={submit} aria-labelledby={heading} data-testid={testId}>
      <h3 id={heading}>{title}</h3>
      {children(wrong)}
      {error !== null && !beside && (
        <p className="notice notice-bad" role="alert">
          {sentenceOf(error)}
        </p>
      )}
      {saved && error === null && (
        <p className="notice" role="status">
          {done}
        </p>
      )}
      <button type="submit" className={bad ? 'button button-bad' : 'button'} disabled={busy}>
        {action}
      </button>
    </form>
  );
}

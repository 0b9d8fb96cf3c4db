import { useState } from 'react';
import { Field } from './field';

interface PasswordFieldProps {
  readonly isNew: boolean;
  readonly error?: string | undefined;
}

export function PasswordField({ isNew, error }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <div className="password">
      <Field
        name="password"
        label="Password"
        type={shown ? 'text' : 'password'}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
        minLength={isNew ? 12 : undefined}
        maxLength={isNew ? 256 : undefined}
        error={error}
        {...(isNew ? { hint: 'At least 12 characters. A few words together are easy to remember.' } : {})}
      />
      <button
        type="button"
        className="password-toggle"
        aria-pressed={shown}
        aria-label={shown ? 'Hide password' : 'Show password'}
        onClick={() => setShown(!shown)}
      >
        {shown ? 'Hide' : 'Show'}
      </button>
    </div>
  );
}

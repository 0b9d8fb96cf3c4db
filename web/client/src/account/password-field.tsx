import { useState } from 'react';
import { Field } from './field';

interface PasswordFieldProps {
  readonly name?: string;
  readonly label?: string;
  readonly isNew: boolean;
  readonly error?: string | undefined;
}

export function PasswordField({ name = 'password', label = 'Password', isNew, error }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <div className="password">
      <Field
        name={name}
        label={label}
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

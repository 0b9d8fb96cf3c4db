import { ProblemError, UnreachableError } from '@parley/sdk';
import type { Problem } from '@parley/sdk';

/** What to tell the user about a failure: what happened, and what to do. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UnreachableError) {
    return 'Parley cannot be reached. Check your connection and try again.';
  }
  return error instanceof ProblemError ? problemSentence(error.problem) : 'Something went wrong. Try again.';
}

export function problemSentence(problem: Problem): string {
  switch (problem.name) {
    case 'rate-limited':
      return `That was too often. Try again ${waitText(problem.retryAfterMillis)}.`;
    case 'try-again':
      return 'Parley is busy. Try again in a moment.';
    case 'too-large':
      return 'This message is too long.';
    case 'forbidden':
      return problem.detail || 'You are not allowed to do this.';
    case 'not-found':
      return 'This is not here any more.';
    case 'unauthenticated':
      return 'You are signed out. Log in again.';
    default:
      return problem.detail || problem.title;
  }
}

/** What the platform says about single fields, by their names. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ProblemError)) return {};
  return Object.fromEntries(error.problem.errors.map(({ field, message }) => [field, capital(message)]));
}

function waitText(millis = 0): string {
  const seconds = Math.ceil(millis / 1000);
  if (seconds <= 1) return 'in a moment';
  if (seconds < 90) return `in ${seconds} seconds`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

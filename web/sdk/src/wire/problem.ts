import type { ProblemFrame } from './frames.js';

export type ProblemName =
  | 'invalid'
  | 'bad-cursor'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'too-slow'
  | 'conflict'
  | 'client-message-id-reused'
  | 'too-large'
  | 'unsupported-type'
  | 'rate-limited'
  | 'try-again';

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** A refusal by the platform, as RFC 9457 and the protocol's list of names tell it. */
export interface Problem {
  /** One of {@link ProblemName}, or a newer name that this SDK doesn't know. */
  readonly name: ProblemName | (string & {});
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
  readonly retryAfterMillis?: number;
  readonly requestId?: string;
}

/** The platform answered, with a refusal. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

/** The platform could not be reached, or did not answer in time. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

export function isProblem(error: unknown, ...names: ProblemName[]): error is ProblemError {
  return (
    error instanceof ProblemError &&
    (names.length === 0 || (names as readonly string[]).includes(error.problem.name))
  );
}

/** How long the platform asked to wait before the next attempt; 0 where it didn't. */
export function patienceAsked(error: unknown): number {
  return error instanceof ProblemError ? (error.problem.retryAfterMillis ?? 0) : 0;
}

/** Whether the same request may succeed later, unchanged. */
export function isPassing(problem: Problem): boolean {
  return (
    problem.retryAfterMillis !== undefined ||
    problem.name === 'rate-limited' ||
    problem.name === 'too-slow' ||
    problem.name === 'try-again' ||
    problem.status >= 500
  );
}

export function problemOfFrame(frame: ProblemFrame): Problem {
  return {
    name: frame.problem,
    status: frame.status,
    title: frame.title ?? frame.problem,
    detail: frame.detail ?? '',
    errors: [],
    ...(frame.retryAfterMillis === undefined ? {} : { retryAfterMillis: frame.retryAfterMillis }),
  };
}

/** Reads an error answer; one that is no `application/problem+json` (a proxy's page) still becomes a problem. */
export async function problemOfResponse(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    const value: unknown = await response.json();
    if (typeof value === 'object' && value !== null) body = value as Record<string, unknown>;
  } catch {
    // not JSON: the status alone has to do
  }
  const type = typeof body.type === 'string' ? body.type : '';
  const wait = retryAfterMillis(body.retryAfterMillis, response.headers.get('Retry-After'));
  const requestId = response.headers.get('X-Request-Id');
  return {
    name: type.startsWith('/problems/') ? type.slice('/problems/'.length) : nameOfStatus(response.status),
    status: response.status,
    title: typeof body.title === 'string' ? body.title : `HTTP ${response.status}`,
    detail: typeof body.detail === 'string' ? body.detail : '',
    errors: Array.isArray(body.errors) ? (body.errors as FieldProblem[]) : [],
    ...(wait === undefined ? {} : { retryAfterMillis: wait }),
    ...(requestId === null ? {} : { requestId }),
  };
}

function retryAfterMillis(millis: unknown, header: string | null): number | undefined {
  if (typeof millis === 'number' && millis >= 0) return millis;
  const seconds = header === null ? Number.NaN : Number(header);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

function nameOfStatus(status: number): ProblemName {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 409) return 'conflict';
  if (status === 413) return 'too-large';
  if (status === 415) return 'unsupported-type';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'try-again' : 'invalid';
}

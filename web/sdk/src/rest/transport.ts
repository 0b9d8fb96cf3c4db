import { ProblemError, UnreachableError, problemOfResponse } from '../wire/problem.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Query = Readonly<Record<string, string | number | null | undefined>>;

export interface Request {
  readonly method: Method;
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  readonly bearer?: string | null;
}

const TIMEOUT_MILLIS = 20_000;

/**
 * One HTTP exchange with the platform. Refusals become {@link ProblemError}, silence of 20 s and broken networks
 * {@link UnreachableError}; nothing is retried here.
 */
export class RestTransport {
  constructor(
    private readonly baseUrl: string,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  async exchange(request: Request): Promise<unknown> {
    const response = await this.#send(request);
    if (!response.ok) throw new ProblemError(await problemOfResponse(response));
    if (response.status === 202 || response.status === 204) return undefined;
    try {
      return await response.json();
    } catch (error) {
      throw new UnreachableError('The answer could not be read.', { cause: error });
    }
  }

  /** Where a link of the platform leads, for browsers that follow it. */
  address(at: string, query?: Query): string {
    return this.baseUrl + at + queryString(query);
  }

  async #send(request: Request): Promise<Response> {
    const headers = new Headers({ Accept: 'application/json, application/problem+json' });
    if (request.body !== undefined) headers.set('Content-Type', 'application/json');
    if (request.bearer) headers.set('Authorization', `Bearer ${request.bearer}`);
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MILLIS);
    try {
      return await this.fetch(this.address(request.path, request.query), {
        method: request.method,
        headers,
        credentials: 'include',
        cache: 'no-store',
        signal: abort.signal,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
    } catch (error) {
      throw new UnreachableError('The platform cannot be reached.', { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The path with each id as one segment, whatever is in it. */
export function path(parts: TemplateStringsArray, ...ids: string[]): string {
  return parts.reduce((built, part, index) => built + encodeURIComponent(ids[index - 1] ?? '') + part);
}

function queryString(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

import { isProblem } from '../wire/problem.js';
import type { Method, Query, Request, RestTransport } from './transport.js';

/** Who asks. `renew` is single-flight and fails where the login has ended. */
export interface Access {
  /** The token to send, or null where a cookie says it. */
  bearer(): string | null;
  /** Grows with each renewal. */
  generation(): number;
  renew(): Promise<unknown>;
}

/** Requests in the name of the user. A 401 renews the access token once and asks again. */
export class Http {
  constructor(
    private readonly transport: RestTransport,
    private readonly access: Access,
  ) {}

  get(path: string, query?: Query): Promise<unknown> {
    return this.#request({ method: 'GET', path, ...(query === undefined ? {} : { query }) });
  }

  send(method: Exclude<Method, 'GET'>, path: string, body?: unknown): Promise<unknown> {
    return this.#request({ method, path, body });
  }

  async #request(request: Request): Promise<unknown> {
    const generation = this.access.generation();
    try {
      return await this.#exchange(request);
    } catch (error) {
      if (!isProblem(error, 'unauthenticated')) throw error;
      if (generation === this.access.generation()) await this.access.renew();
      return this.#exchange(request);
    }
  }

  #exchange(request: Request): Promise<unknown> {
    return this.transport.exchange({ ...request, bearer: this.access.bearer() });
  }
}

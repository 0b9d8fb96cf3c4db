import { isProblem } from '../wire/problem.js';

const AGAIN_MILLIS = 5_000;
/** Of the remaining time, the part after which a token is renewed: early enough, and not all at one moment. */
const SHARE_OF_REST = 0.4;

/**
 * Keeps a socket alive beyond its access token: on `auth.expiring` it gets a new one and sends `auth`. An
 * unreachable platform is asked again; a login that has ended is not, then the socket closes by itself.
 */
export class Renewal {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #skewMillis = 0;

  constructor(
    private readonly renew: () => Promise<string>,
    private readonly present: (token: string) => void,
  ) {}

  /** `serverTime` makes the plan independent of a wrong clock on this side. */
  welcomed(serverTime: string): void {
    const ahead = Date.parse(serverTime) - Date.now();
    this.#skewMillis = Number.isFinite(ahead) ? ahead : 0;
  }

  expiring(expiresAt: string): void {
    const rest = Date.parse(expiresAt) - (Date.now() + this.#skewMillis);
    this.#plan(Number.isFinite(rest) ? Math.max(0, Math.min(rest * SHARE_OF_REST, 24_000)) : 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #plan(millis: number): void {
    clearTimeout(this.#timer);
    const timer = setTimeout(() => {
      this.renew().then(
        (token) => {
          if (this.#timer === timer) this.present(token);
        },
        (error: unknown) => {
          if (this.#timer === timer && !isProblem(error, 'unauthenticated')) this.#plan(AGAIN_MILLIS);
        },
      );
    }, millis);
    this.#timer = timer;
  }
}

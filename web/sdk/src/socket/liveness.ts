const ANSWER_MILLIS = 10_000;

/**
 * Notices a socket on which nothing comes any more; a browser shows neither the server's pings nor a dead network.
 * After a heartbeat of silence it asks with `ping`; without any frame within 10 s more the socket is lost.
 */
export class Liveness {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heartbeatMillis = 0;
  #asking = false;

  constructor(
    private readonly ask: () => void,
    private readonly lost: () => void,
  ) {}

  start(heartbeatSeconds: number): void {
    this.#heartbeatMillis = Math.max(1, heartbeatSeconds) * 1000;
    this.heard();
  }

  /** To be called for each frame that comes in. */
  heard(): void {
    if (this.#heartbeatMillis === 0) return;
    this.#asking = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.probe(), this.#heartbeatMillis);
  }

  /** Asks now, as after the page woke up; a question under way is not asked again. */
  probe(): void {
    if (this.#heartbeatMillis === 0 || this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.lost(), ANSWER_MILLIS);
    this.ask();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#heartbeatMillis = 0;
    this.#asking = false;
  }
}

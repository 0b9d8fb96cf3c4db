import type { SocketLike } from '../../src/socket/socket.js';
import type { FakePlatform } from './fake-platform.js';
import type { FakeJar } from './fake-rest.js';
import { FakeRest } from './fake-rest.js';
import type { FakeSession } from './fake-session.js';

const LATENCY_MILLIS = 1;

/** One browser's way to the fake platform: its cookies, `fetch` and `WebSocket`, and a cable to pull. */
export class FakeBrowser {
  readonly jar: FakeJar = { user: null, fresh: true, refreshes: 0 };
  readonly requests: string[] = [];
  readonly sockets: FakeSocket[] = [];
  /** Nothing gets through. */
  unplugged = false;
  /** Upgrades are refused. */
  refusesUpgrades = false;
  readonly #rest: FakeRest;

  constructor(
    private readonly platform: FakePlatform,
    user: string | null = null,
  ) {
    this.jar.user = user;
    this.#rest = new FakeRest(platform, this.jar);
  }

  readonly fetch: typeof globalThis.fetch = async (address, init) => {
    await later();
    const method = init?.method ?? 'GET';
    this.requests.push(`${method} ${requested(address)}`);
    if (this.unplugged) throw new TypeError('Failed to fetch');
    const body = JSON.parse((init?.body as string | undefined) ?? '{}') as Record<string, unknown>;
    const answer = this.#rest.answer(method, requested(address), body);
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
      status: answer.status,
    });
  };

  readonly openSocket = (address: string): SocketLike => {
    const socket = new FakeSocket(this.platform, this, address);
    this.sockets.push(socket);
    return socket;
  };

  get session(): FakeSession | null {
    return this.sockets.at(-1)?.session ?? null;
  }
}

export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  session: FakeSession | null = null;
  #closed = false;

  constructor(
    private readonly platform: FakePlatform,
    browser: FakeBrowser,
    readonly address: string,
  ) {
    const { jar } = browser;
    setTimeout(() => {
      if (this.#closed) return;
      if (browser.unplugged || browser.refusesUpgrades || jar.user === null || !jar.fresh) this.#end(1006);
      else this.#accept(jar.user);
    }, LATENCY_MILLIS);
  }

  send(text: string): void {
    setTimeout(() => {
      if (!this.#closed) this.session?.receive(text);
    }, LATENCY_MILLIS);
  }

  close(code = 1005): void {
    this.#end(code);
  }

  #accept(user: string): void {
    this.onopen?.();
    const deliver = (text: string) => {
      setTimeout(() => {
        if (!this.#closed) this.onmessage?.({ data: text });
      }, LATENCY_MILLIS);
    };
    this.session = this.platform.attach(user, this.address.includes('resume=1'), deliver, (code) =>
      this.#end(code),
    );
  }

  #end(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.session !== null) this.platform.detach(this.session);
    this.onclose?.({ code, reason: '' });
  }
}

function requested(address: RequestInfo | URL): string {
  return address instanceof Request ? address.url : address.toString();
}

function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LATENCY_MILLIS));
}

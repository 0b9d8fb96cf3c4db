import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection } from '../src/socket/connection.js';
import type { SocketLike } from '../src/socket/socket.js';
import type { ServerFrame } from '../src/wire/frames.js';
import { ProblemError, UnreachableError } from '../src/wire/problem.js';

class Line implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: unknown[] = [];
  closed: number | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code = 1005): void {
    this.closed = code;
  }

  hear(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  welcome(): void {
    this.onopen?.();
    this.hear({
      type: 'welcome',
      session: 's1',
      user: 'u1',
      serverTime: new Date().toISOString(),
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
      heartbeatSeconds: 25,
      limits: { frameBytes: 65_536, textBytes: 16_384, unackedSends: 32 },
    });
  }

  end(code: number): void {
    this.onclose?.({ code, reason: '' });
  }
}

const unauthenticated = new ProblemError({
  name: 'unauthenticated',
  status: 401,
  title: '',
  detail: '',
  errors: [],
});

function setUp(options: {
  renew?: () => Promise<string>;
  stillSignedIn?: () => Promise<boolean>;
  address?: () => Promise<string>;
}) {
  const lines: Line[] = [];
  const events = { opened: vi.fn(), frame: vi.fn(), lost: vi.fn() };
  const connection = new Connection(
    {
      address: () => Promise.resolve('ws://fake/ws'),
      openSocket: () => {
        lines.push(new Line());
        return line();
      },
      renew: () => Promise.resolve('fresh'),
      stillSignedIn: () => Promise.resolve(true),
      random: () => 1,
      ...options,
    },
    events,
  );
  const line = (): Line => {
    const last = lines.at(-1);
    if (last === undefined) throw new Error('no socket was opened');
    return last;
  };
  const live = async () => {
    await vi.advanceTimersByTimeAsync(0);
    line().welcome();
    connection.resumed();
  };
  return { connection, lines, line, live, events, phase: () => connection.state.get().phase };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Connection', () => {
  it('goes from connecting over resuming to live', async () => {
    const { connection, line, events, phase } = setUp({});
    expect(phase()).toBe('idle');
    connection.start();
    expect(connection.state.get()).toEqual({ phase: 'connecting', first: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.send({ type: 'ping', ref: 'early' })).toBe(false);
    line().welcome();
    expect(phase()).toBe('resuming');
    expect(events.opened).toHaveBeenCalledOnce();
    connection.resumed();
    expect(connection.state.get()).toEqual({ phase: 'live', session: 's1' });
  });

  it('comes back after a close, and says what was lost', async () => {
    const { connection, lines, line, live, events, phase } = setUp({});
    connection.start();
    await live();
    line().end(1006);
    expect(events.lost).toHaveBeenCalledOnce();
    expect(connection.state.get()).toMatchObject({ phase: 'waiting', failures: 0, first: false });
    await vi.advanceTimersByTimeAsync(500);
    expect(lines).toHaveLength(2);
    await live();
    expect(phase()).toBe('live');
  });

  it('waits longer with each failure, and a woken one does not wait', async () => {
    const { connection, lines, line } = setUp({});
    connection.start();
    await vi.advanceTimersByTimeAsync(0);
    line().end(1006);
    await vi.advanceTimersByTimeAsync(500);
    expect(lines).toHaveLength(2);
    line().end(1006);
    await vi.advanceTimersByTimeAsync(999);
    expect(lines).toHaveLength(2);
    connection.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(lines).toHaveLength(3);
  });

  it('asks who it is after a refused upgrade, and ends when signed out', async () => {
    const { connection, line, phase } = setUp({ stillSignedIn: () => Promise.resolve(false) });
    connection.start();
    await vi.advanceTimersByTimeAsync(0);
    line().end(1006);
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.state.get()).toEqual({ phase: 'stopped', reason: 'revoked', code: 4503 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(phase()).toBe('stopped');
  });

  it('keeps trying when nobody can say who it is', async () => {
    const { connection, line, phase } = setUp({
      stillSignedIn: () => Promise.reject(new UnreachableError()),
    });
    connection.start();
    await vi.advanceTimersByTimeAsync(0);
    line().end(1006);
    await vi.advanceTimersByTimeAsync(0);
    expect(phase()).toBe('waiting');
  });

  it('ends when no ticket is to be had, and waits when asked to', async () => {
    const refused = setUp({ address: () => Promise.reject(unauthenticated) });
    refused.connection.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(refused.phase()).toBe('stopped');

    const limited = { name: 'rate-limited', status: 429, title: '', detail: '', errors: [] };
    const later = setUp({
      address: () => Promise.reject(new ProblemError({ ...limited, retryAfterMillis: 9_000 })),
    });
    later.connection.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(later.connection.state.get()).toMatchObject({ phase: 'waiting', retryAt: Date.now() + 9_000 });
  });

  it.each([1002, 1008, 1009, 4500])('stays away after %i until told otherwise', async (code) => {
    const { connection, lines, line, live } = setUp({});
    connection.start();
    await live();
    line().end(code);
    expect(connection.state.get()).toEqual({ phase: 'stopped', reason: 'refused', code });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(lines).toHaveLength(1);
    connection.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(lines).toHaveLength(2);
  });

  it('ends with the login', async () => {
    const { connection, line, live } = setUp({});
    connection.start();
    await live();
    line().end(4503);
    expect(connection.state.get()).toEqual({ phase: 'stopped', reason: 'revoked', code: 4503 });
  });

  it('renews the token after 4001', async () => {
    const renew = vi.fn(() => Promise.resolve('fresh'));
    const { connection, lines, line, live } = setUp({ renew });
    connection.start();
    await live();
    line().end(4001);
    await vi.advanceTimersByTimeAsync(500);
    expect(renew).toHaveBeenCalledOnce();
    expect(lines).toHaveLength(2);
  });

  it('ends when the token cannot be renewed', async () => {
    const { connection, line, live, phase } = setUp({ renew: () => Promise.reject(unauthenticated) });
    connection.start();
    await live();
    line().end(4001);
    await vi.advanceTimersByTimeAsync(0);
    expect(phase()).toBe('stopped');
  });

  it('gives an overloaded platform time', async () => {
    const { connection, lines, line, live } = setUp({});
    connection.start();
    await live();
    line().end(4003);
    await vi.advanceTimersByTimeAsync(3_999);
    expect(lines).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(lines).toHaveLength(2);
  });

  it('moves to another node when told, without waiting for the close', async () => {
    const { connection, lines, line, live, phase } = setUp({});
    connection.start();
    await live();
    line().hear({ type: 'reconnect', afterMillis: 3_000 });
    await vi.advanceTimersByTimeAsync(2_999);
    expect(phase()).toBe('live');
    await vi.advanceTimersByTimeAsync(1);
    expect(lines).toHaveLength(2);
    expect(lines[0]?.closed).toBe(1000);
  });

  it('does not come back earlier than told when the close came first', async () => {
    const { connection, lines, line, live } = setUp({});
    connection.start();
    await live();
    line().hear({ type: 'reconnect', afterMillis: 8_000 });
    await vi.advanceTimersByTimeAsync(1_000);
    line().end(1001);
    await vi.advanceTimersByTimeAsync(6_999);
    expect(lines).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(lines).toHaveLength(2);
  });

  it('extends its life with a fresh token', async () => {
    const { connection, line, live, events } = setUp({});
    connection.start();
    await live();
    line().hear({ type: 'auth.expiring', expiresAt: new Date(Date.now() + 60_000).toISOString() });
    await vi.advanceTimersByTimeAsync(24_000);
    expect(line().sent.at(-1)).toMatchObject({ type: 'auth', token: 'fresh' });
    line().welcome();
    expect(events.opened).toHaveBeenCalledOnce();
  });

  it('notices a dead line', async () => {
    const { connection, lines, line, live, phase } = setUp({});
    connection.start();
    await live();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(line().sent.at(-1)).toMatchObject({ type: 'ping' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(phase()).toBe('waiting');
    await vi.advanceTimersByTimeAsync(500);
    expect(lines).toHaveLength(2);
  });

  it('gives up a socket that is never welcomed, and one that never ends its resume', async () => {
    const { connection, lines, line } = setUp({});
    connection.start();
    await vi.advanceTimersByTimeAsync(15_500);
    expect(lines).toHaveLength(2);
    line().welcome();
    for (let second = 0; second < 62; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      line().hear({ type: 'pong', serverTime: '' });
    }
    expect(lines.length).toBeGreaterThan(2);
  });

  it('hears nothing from a socket that it let go', async () => {
    const { connection, line, live, events } = setUp({});
    connection.start();
    await live();
    const old = line();
    connection.stop();
    old.hear({ type: 'heads', heads: {} });
    old.end(1006);
    expect(events.frame).not.toHaveBeenCalled();
    expect(connection.state.get()).toEqual({ phase: 'idle' });
  });
});

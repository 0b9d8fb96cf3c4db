import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Backoff } from '../src/socket/backoff.js';
import { Liveness } from '../src/socket/liveness.js';
import { Renewal } from '../src/socket/renewal.js';
import { socketAddress } from '../src/socket/socket.js';
import { ProblemError, UnreachableError } from '../src/wire/problem.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Backoff', () => {
  it('doubles up to half a minute', () => {
    const backoff = new Backoff(() => 1);
    expect(Array.from({ length: 9 }, () => backoff.next())).toEqual([
      500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000,
    ]);
  });

  it('leaves half of each step to chance', () => {
    const backoff = new Backoff(() => 0);
    expect(backoff.next()).toBe(250);
    expect(backoff.next()).toBe(500);
  });

  it('starts slower when asked for time, and anew after success', () => {
    const backoff = new Backoff(() => 1);
    backoff.slowDown();
    expect(backoff.next()).toBe(4000);
    backoff.reset();
    expect(backoff.next()).toBe(500);
  });
});

describe('Liveness', () => {
  it('asks after a heartbeat of silence and gives up 10 s later', () => {
    const ask = vi.fn();
    const lost = vi.fn();
    const liveness = new Liveness(ask, lost);
    liveness.start(25);
    vi.advanceTimersByTime(24_999);
    expect(ask).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(ask).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10_000);
    expect(lost).toHaveBeenCalledOnce();
  });

  it('is content with any frame', () => {
    const ask = vi.fn();
    const lost = vi.fn();
    const liveness = new Liveness(ask, lost);
    liveness.start(25);
    vi.advanceTimersByTime(30_000);
    liveness.heard();
    vi.advanceTimersByTime(24_000);
    expect(ask).toHaveBeenCalledOnce();
    expect(lost).not.toHaveBeenCalled();
  });

  it('asks once when probed twice', () => {
    const ask = vi.fn();
    const liveness = new Liveness(ask, vi.fn());
    liveness.probe();
    expect(ask).not.toHaveBeenCalled();
    liveness.start(25);
    liveness.probe();
    liveness.probe();
    expect(ask).toHaveBeenCalledOnce();
  });

  it('says nothing once stopped', () => {
    const lost = vi.fn();
    const liveness = new Liveness(vi.fn(), lost);
    liveness.start(1);
    liveness.stop();
    liveness.heard();
    vi.advanceTimersByTime(60_000);
    expect(lost).not.toHaveBeenCalled();
  });
});

describe('Renewal', () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

  it('presents a fresh token in time, for long and for short lives', async () => {
    const present = vi.fn();
    const renewal = new Renewal(() => Promise.resolve('fresh'), present);
    renewal.expiring(inSeconds(60));
    await vi.advanceTimersByTimeAsync(23_000);
    expect(present).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(present).toHaveBeenCalledWith('fresh');
    renewal.expiring(inSeconds(5));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(present).toHaveBeenCalledTimes(2);
  });

  it("plans by the platform's clock", async () => {
    const present = vi.fn();
    const renewal = new Renewal(() => Promise.resolve('fresh'), present);
    renewal.welcomed(inSeconds(-3600));
    renewal.expiring(inSeconds(-3600 + 10));
    await vi.advanceTimersByTimeAsync(3_900);
    expect(present).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(present).toHaveBeenCalledOnce();
  });

  it('asks an unreachable platform again, and a refusing one not', async () => {
    const unauthenticated = { name: 'unauthenticated', status: 401, title: '', detail: '', errors: [] };
    const renew = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(new UnreachableError())
      .mockRejectedValueOnce(new ProblemError(unauthenticated));
    const present = vi.fn();
    new Renewal(renew, present).expiring(inSeconds(0));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(renew).toHaveBeenCalledTimes(2);
    expect(present).not.toHaveBeenCalled();
  });

  it('presents nothing after the socket is gone', async () => {
    const present = vi.fn();
    const renewal = new Renewal(
      () => new Promise((resolve) => setTimeout(() => resolve('late'), 100)),
      present,
    );
    renewal.expiring(inSeconds(0));
    await vi.advanceTimersByTimeAsync(50);
    renewal.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(present).not.toHaveBeenCalled();
  });
});

describe('socketAddress', () => {
  it('follows the scheme, asks to resume and carries the ticket', () => {
    expect(socketAddress('https://chat.example', null)).toBe('wss://chat.example/ws?resume=1');
    expect(socketAddress('http://localhost:8080', 'a b')).toBe('ws://localhost:8080/ws?resume=1&ticket=a+b');
  });
});

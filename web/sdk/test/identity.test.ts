import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Parley } from '../src/parley.js';
import { path } from '../src/rest/transport.js';
import { ProblemError, UnreachableError } from '../src/wire/problem.js';
import { FakeBrowser } from './fake/fake-browser.js';
import { FakePlatform } from './fake/fake-platform.js';

const ada = { email: 'ada@example.org', username: 'ada', fullName: 'Ada', password: 'correct horse battery' };

function setUp(user: string | null = null) {
  const platform = new FakePlatform();
  if (user !== null) platform.addUser(user.slice(2));
  const browser = new FakeBrowser(platform, user);
  const parley = new Parley({ baseUrl: 'http://fake', fetch: browser.fetch, openSocket: browser.openSocket });
  const count = (request: string) => browser.requests.filter((made) => made.includes(request)).length;
  return { platform, browser, parley, count, phase: () => parley.state.get().phase };
}

function answers(...responses: (Response | Error)[]) {
  return vi.fn<typeof globalThis.fetch>(() => {
    const next = responses.shift() ?? new Error('no more answers');
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  });
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const settle = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => undefined);
  return vi.advanceTimersByTimeAsync(50).then(() => promise);
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Identity', () => {
  it('signs up, out and in again', async () => {
    const { parley, phase } = setUp();
    expect(phase()).toBe('unknown');
    expect(await settle(parley.identity.signUp(ada))).toMatchObject({ username: 'ada' });
    expect(phase()).toBe('signed-in');
    await settle(parley.identity.logOut());
    expect(parley.state.get()).toEqual({ phase: 'signed-out', reason: 'logout' });
    await settle(parley.identity.logIn('ada', 'correct horse battery'));
    expect(phase()).toBe('signed-in');
  });

  it('tells why a sign-up or a login was refused, and renews nothing then', async () => {
    const { parley, count } = setUp('u-ada');
    const taken = settle(parley.identity.signUp(ada));
    await expect(taken).rejects.toMatchObject({
      problem: { name: 'conflict', errors: [{ field: 'username', message: 'is taken' }] },
    });
    const wrong = settle(parley.identity.logIn('ada', 'wrong'));
    await expect(wrong).rejects.toBeInstanceOf(ProblemError);
    expect(count('/refresh')).toBe(0);
  });

  it('takes what letters bring from anybody, and shows a confirmed address', async () => {
    const { parley, count } = setUp('u-ada');
    await settle(parley.identity.requestPasswordReset('ada@example.org'));
    await settle(parley.identity.resetPassword('good', 'eleven doors without a key'));
    const used = settle(parley.identity.resetPassword('used', 'eleven doors without a key'));
    await expect(used).rejects.toMatchObject({ problem: { errors: [{ field: 'token' }] } });
    await settle(parley.identity.check());
    await settle(parley.identity.verifyEmail('good'));
    expect(parley.state.get()).toMatchObject({ user: { emailVerified: true } });
    await settle(parley.identity.resendVerification());
    await settle(parley.identity.changeEmail('new@example.org', 'right'));
    expect(count('/refresh')).toBe(0);
  });

  it('is gone after a deletion', async () => {
    const { parley, platform } = setUp('u-ada');
    await settle(parley.identity.check());
    const wrong = settle(parley.identity.deleteAccount('wrong'));
    await expect(wrong).rejects.toBeInstanceOf(ProblemError);
    await settle(parley.identity.deleteAccount('right'));
    expect(parley.state.get()).toEqual({ phase: 'signed-out', reason: 'logout' });
    expect(platform.users.has('u-ada')).toBe(false);
  });

  it('renews an expired token once for all who need it', async () => {
    const { parley, browser, count } = setUp('u-ada');
    browser.jar.fresh = false;
    await settle(Promise.all([parley.identity.check(), parley.users.search('a'), parley.users.get('u-ada')]));
    expect(browser.jar.refreshes).toBe(1);
    expect(count('/check')).toBe(2);
  });

  it('knows nobody without a login', async () => {
    const { parley } = setUp();
    expect(await settle(parley.identity.check())).toBeNull();
    expect(parley.state.get()).toEqual({ phase: 'signed-out', reason: 'none' });
  });

  it('says when the login has ended meanwhile', async () => {
    const { parley, browser } = setUp('u-ada');
    await settle(parley.identity.check());
    browser.jar.user = null;
    await expect(settle(parley.users.search('a'))).rejects.toBeInstanceOf(ProblemError);
    expect(parley.state.get()).toEqual({ phase: 'signed-out', reason: 'ended' });
    await settle(parley.identity.check());
    expect(parley.state.get().phase).toBe('signed-out');
  });

  it('does not take a broken network for a signed-out user', async () => {
    const { parley, browser, phase } = setUp('u-ada');
    await settle(parley.identity.check());
    browser.unplugged = true;
    await expect(settle(parley.identity.check())).rejects.toBeInstanceOf(UnreachableError);
    expect(phase()).toBe('signed-in');
    await expect(settle(parley.identity.logOut())).rejects.toBeInstanceOf(UnreachableError);
    expect(phase()).toBe('signed-in');
  });

  it('gives up on an answer that never comes', async () => {
    const fetch: typeof globalThis.fetch = (_, init) =>
      new Promise((__, reject) =>
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
    const check = new Parley({ fetch }).identity.check();
    check.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(20_000);
    await expect(check).rejects.toBeInstanceOf(UnreachableError);
  });

  it('carries tokens itself where cookies do not', async () => {
    const user = { id: 'u1', username: 'ada', fullName: 'Ada' };
    const expiresAt = '2026-01-01T00:00:00.000Z';
    const fetch = answers(
      json(200, { user, accessToken: 'a1', expiresAt, refreshToken: 'r1' }),
      json(401, {}),
      json(200, { accessToken: 'a2', expiresAt, refreshToken: 'r2' }),
      json(201, { ticket: 't1' }),
      new Response(null, { status: 204 }),
    );
    const { identity } = new Parley({ baseUrl: 'http://fake', tokens: 'body', fetch });
    await identity.logIn('ada', 'p');
    expect(await identity.ticket()).toBe('t1');
    await identity.logOut();
    const sent = fetch.mock.calls.map(([, init]) => init);
    const bearers = sent.map((init) => (init?.headers as Headers).get('Authorization'));
    expect(bearers).toEqual([null, 'Bearer a1', null, 'Bearer a2', 'Bearer a2']);
    expect(sent[0]?.body).toBe('{"login":"ada","password":"p","tokens":"body"}');
    expect(sent[2]?.body).toBe('{"refreshToken":"r1"}');
    expect(sent[4]?.body).toBe('{"refreshToken":"r2"}');
  });

  it("takes tokens from a team's own backend", async () => {
    const fetch = answers(json(401, {}), json(200, { id: 'u1' }));
    const tokenSource = vi.fn(() => Promise.resolve('minted'));
    const { identity } = new Parley({ fetch, tokenSource });
    expect(await identity.check()).toEqual({ id: 'u1' });
    expect(tokenSource).toHaveBeenCalledOnce();
    expect((fetch.mock.calls[1]?.[1]?.headers as Headers).get('Authorization')).toBe('Bearer minted');
  });

  it('manages logins, profile and password', async () => {
    const fetch = answers(
      json(200, { items: [{ id: 'l1' }] }),
      new Response(null, { status: 204 }),
      json(200, { id: 'u1', fullName: 'Ada L.' }),
      new Response(null, { status: 204 }),
    );
    const { identity, state } = new Parley({ fetch });
    expect(await identity.logins()).toEqual([{ id: 'l1' }]);
    await identity.endLogin('l/1');
    await identity.updateProfile({ fullName: 'Ada L.' });
    expect(state.get()).toMatchObject({ phase: 'signed-in', user: { fullName: 'Ada L.' } });
    await identity.changePassword('old', 'new');
    expect(fetch.mock.calls.map(([address, init]) => `${init?.method ?? ''} ${address as string}`)).toEqual([
      'GET /api/auth/logins',
      'DELETE /api/auth/logins/l%2F1',
      'PUT /api/auth/update-profile',
      'PUT /api/auth/password',
    ]);
  });
});

describe('Providers', () => {
  it('are listed, and their links keep the name within its segment', async () => {
    const fetch = answers(json(200, { items: [{ provider: 'corp', title: 'Corp' }], next: null }));
    const { identity } = new Parley({ fetch, baseUrl: 'https://chat.example' });
    expect(await identity.providers()).toEqual([{ provider: 'corp', title: 'Corp' }]);
    expect(identity.providerAddress('corp', '/#/c/1')).toBe(
      'https://chat.example/api/auth/oidc/corp?redirect=%2F%23%2Fc%2F1',
    );
    expect(identity.providerAddress('../x')).toContain('/api/auth/oidc/..%2Fx?');
  });

  it('are linked and unlinked', async () => {
    const identity = { id: 'i1', issuer: 'https://corp.example', title: 'Corp', email: null };
    const fetch = answers(
      json(200, { location: 'https://corp.example/authorize?state=s' }),
      json(200, { items: [identity], next: null }),
      new Response(null, { status: 204 }),
      json(409, { type: '/problems/conflict', status: 409 }),
    );
    const own = new Parley({ fetch }).identity;
    expect(await own.linkIdentity('corp', '/#/settings')).toBe('https://corp.example/authorize?state=s');
    expect(await own.identities()).toEqual([identity]);
    await own.unlinkIdentity('i/1');
    await expect(own.unlinkIdentity('i2')).rejects.toMatchObject({ problem: { name: 'conflict' } });
    expect(fetch.mock.calls.map(([address, init]) => `${init?.method ?? ''} ${address as string}`)).toEqual([
      'POST /api/auth/identities',
      'GET /api/auth/identities',
      'DELETE /api/auth/identities/i%2F1',
      'DELETE /api/auth/identities/i2',
    ]);
    expect(fetch.mock.calls[0]?.[1]?.body).toBe('{"provider":"corp","redirect":"/#/settings"}');
  });

  it('are none where no cookie can be set', async () => {
    const fetch = answers();
    expect(await new Parley({ fetch, tokens: 'body' }).identity.providers()).toEqual([]);
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('path', () => {
  it('keeps an id within its segment', () => {
    expect(path`/api/users/${'../admin?x'}/y/${'ü'}`).toBe('/api/users/..%2Fadmin%3Fx/y/%C3%BC');
  });
});

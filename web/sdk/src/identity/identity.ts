import type { Access } from '../rest/http.js';
import { Http } from '../rest/http.js';
import { RestTransport, path } from '../rest/transport.js';
import type { Readable } from '../store/store.js';
import { Store } from '../store/store.js';
import type { IssuedTokens, User } from '../wire/model.js';
import { ProblemError, isProblem } from '../wire/problem.js';
import { SingleFlight } from './single-flight.js';

/** Where tokens live: in cookies that no script can read, or in this object, for other origins and no browser. */
export type TokenMode = 'cookie' | 'body';

/** Asks a team's own backend for an access token of its user, where that backend has the server key. */
export type TokenSource = () => Promise<string>;

export interface SignUp {
  readonly email: string;
  readonly username: string;
  readonly fullName: string;
  readonly password: string;
  readonly role?: string;
}

export interface Login {
  readonly id: string;
  readonly device: string | null;
  readonly address: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly current: boolean;
}

/** Somebody whom the platform believes who a user is, such as a company's login. */
export interface LoginProvider {
  readonly provider: string;
  readonly title: string;
}

/** Who a user is at a provider: another way into the account. */
export interface LinkedIdentity {
  readonly id: string;
  readonly issuer: string;
  readonly title: string;
  /** As the provider verified it when it was linked. */
  readonly email: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string;
}

/** `unknown` until {@link Identity.check} or a login has answered. */
export type IdentityState =
  | { readonly phase: 'unknown' }
  | { readonly phase: 'signed-in'; readonly user: User }
  | { readonly phase: 'signed-out'; readonly reason: 'none' | 'logout' | 'ended' };

/**
 * Who the user is, and the tokens that prove it. Renewing is single-flight: one login never has two refreshes on
 * their way, because a rotated token that comes twice looks like a theft to the platform.
 */
export class Identity implements Access {
  readonly #state = new Store<IdentityState>({ phase: 'unknown' });
  readonly #renewal = new SingleFlight<string>();
  readonly #http: Http;
  #accessToken: string | null = null;
  #refreshToken: string | null = null;
  #generation = 0;

  constructor(
    private readonly transport: RestTransport,
    private readonly mode: TokenMode,
    private readonly source: TokenSource | null = null,
  ) {
    this.#http = new Http(transport, this);
  }

  get state(): Readable<IdentityState> {
    return this.#state;
  }

  get usesCookies(): boolean {
    return this.mode === 'cookie';
  }

  bearer(): string | null {
    return this.mode === 'cookie' ? null : this.#accessToken;
  }

  generation(): number {
    return this.#generation;
  }

  signUp(account: SignUp): Promise<User> {
    return this.#enter('/api/auth/signup', account);
  }

  /** `login` is an e-mail address or a username. */
  logIn(login: string, password: string): Promise<User> {
    return this.#enter('/api/auth/login', { login, password });
  }

  /** Whom one can log in by instead; nobody in body mode, since the way back sets cookies. */
  async providers(): Promise<readonly LoginProvider[]> {
    if (this.mode !== 'cookie') return [];
    const answer = await this.transport.exchange({ method: 'GET', path: '/api/auth/oidc' });
    return (answer as { items: readonly LoginProvider[] }).items;
  }

  /**
   * The link that logs in by a provider and goes on at a path of the platform; when it fails, with the problem's name
   * as `oidc_problem` in the query.
   */
  providerAddress(provider: string, redirect = '/'): string {
    return this.transport.address(path`/api/auth/oidc/${provider}`, { redirect });
  }

  /** At whom the user is known, the oldest first. */
  async identities(): Promise<readonly LinkedIdentity[]> {
    return ((await this.#http.get('/api/auth/identities')) as { items: readonly LinkedIdentity[] }).items;
  }

  /**
   * Begins to link an identity at a provider, and returns the address at which the browser goes on; it comes back to a
   * path of the platform, as {@link providerAddress} tells.
   */
  async linkIdentity(provider: string, redirect = '/'): Promise<string> {
    const begun = await this.#http.send('POST', '/api/auth/identities', { provider, redirect });
    return (begun as { location: string }).location;
  }

  /** Ends the user's other logins too. Fails with `conflict` when it is the last way in. */
  async unlinkIdentity(id: string): Promise<void> {
    await this.#http.send('DELETE', path`/api/auth/identities/${id}`);
  }

  /**
   * Ends this login. An unreachable platform throws and leaves the user signed in: cookies that no script can remove
   * would still say so.
   */
  async logOut(): Promise<void> {
    try {
      const token = this.#refreshToken;
      await this.#http.send('POST', '/api/auth/logout', token === null ? {} : { refreshToken: token });
    } catch (error) {
      if (!isProblem(error, 'unauthenticated')) throw error;
    }
    this.#leave('logout');
  }

  /** The user whom the platform sees, or null; renews an expired token on the way. Unreachable: throws. */
  async check(): Promise<User | null> {
    const wasIn = this.#state.get().phase === 'signed-in';
    try {
      const user = (await this.#http.get('/api/auth/check')) as User;
      this.#state.set({ phase: 'signed-in', user });
      return user;
    } catch (error) {
      if (!isProblem(error, 'unauthenticated')) throw error;
      this.#leave(wasIn ? 'ended' : 'none');
      return null;
    }
  }

  /** A fresh access token. Fails with `unauthenticated`, once the login has ended. */
  renew(): Promise<string> {
    return this.#renewal.run(async () => {
      try {
        if (this.source !== null) return this.#adopt(await this.source());
        return (await this.#issue('/api/auth/refresh', this.#refreshBody())).accessToken;
      } catch (error) {
        if (isProblem(error, 'unauthenticated') && this.#state.get().phase === 'signed-in') this.ended();
        throw error;
      }
    });
  }

  /** Opens one socket, once, within 30 s. */
  async ticket(): Promise<string> {
    return ((await this.#http.send('POST', '/api/auth/ticket')) as { ticket: string }).ticket;
  }

  /** To be called when the platform says that the login is over. */
  ended(): void {
    this.#leave('ended');
  }

  async logins(): Promise<readonly Login[]> {
    const answer = await this.#http.get('/api/auth/logins');
    return Array.isArray(answer) ? (answer as Login[]) : (answer as { items: readonly Login[] }).items;
  }

  async endLogin(id: string): Promise<void> {
    await this.#http.send('DELETE', path`/api/auth/logins/${id}`);
  }

  async updateProfile(profile: { fullName?: string; avatarUrl?: string | null }): Promise<User> {
    const user = (await this.#http.send('PUT', '/api/auth/update-profile', profile)) as User;
    this.#state.set({ phase: 'signed-in', user });
    return user;
  }

  async changePassword(currentPassword: string, newPassword: string): Promise<void> {
    await this.#http.send('PUT', '/api/auth/password', { currentPassword, newPassword });
  }

  /** Asks for a letter to another address; it counts once it is confirmed there. */
  async changeEmail(email: string, currentPassword: string): Promise<void> {
    await this.#http.send('PUT', '/api/auth/email', { email, currentPassword });
  }

  /** Confirms an address with what the letter brought; nobody has to be signed in. */
  async verifyEmail(token: string): Promise<void> {
    await this.#open('/api/auth/verify-email', { token });
    if (this.#state.get().phase === 'signed-in') await this.check();
  }

  /** Asks for the letter that confirms the present address once more. */
  async resendVerification(): Promise<void> {
    await this.#http.send('POST', '/api/auth/verify-email/resend');
  }

  /** Asks for a letter by which the password is reset; the answer does not tell whether there is such an account. */
  async requestPasswordReset(email: string): Promise<void> {
    await this.#open('/api/auth/password-reset', { email });
  }

  /** Sets a new password with what the letter brought, and ends all logins. */
  async resetPassword(token: string, newPassword: string): Promise<void> {
    await this.#open('/api/auth/password-reset/confirm', { token, newPassword });
  }

  /** Deletes the account. What was said stays, without a name. */
  async deleteAccount(currentPassword: string): Promise<void> {
    await this.#http.send('DELETE', '/api/users/me', { currentPassword });
    this.#leave('logout');
  }

  /** A call that needs nobody to be signed in, and renews nothing. */
  #open(address: string, body: object): Promise<unknown> {
    return this.transport.exchange({ method: 'POST', path: address, body });
  }

  async #enter(address: string, credentials: object): Promise<User> {
    const { user } = await this.#issue(address, { ...credentials, tokens: this.mode });
    if (user === undefined) throw new TypeError('The answer names no user.');
    this.#state.set({ phase: 'signed-in', user });
    return user;
  }

  async #issue(address: string, body: unknown): Promise<IssuedTokens> {
    const issued = (await this.transport.exchange({ method: 'POST', path: address, body })) as IssuedTokens;
    this.#refreshToken = issued.refreshToken ?? this.#refreshToken;
    this.#adopt(issued.accessToken);
    return issued;
  }

  #adopt(accessToken: string): string {
    this.#accessToken = accessToken;
    this.#generation++;
    return accessToken;
  }

  #refreshBody(): object {
    if (this.mode === 'cookie') return {};
    if (this.#refreshToken !== null) return { refreshToken: this.#refreshToken };
    throw new ProblemError({
      name: 'unauthenticated',
      status: 401,
      title: 'Signed out',
      detail: 'There is no token to renew.',
      errors: [],
    });
  }

  #leave(reason: 'none' | 'logout' | 'ended'): void {
    this.#accessToken = null;
    this.#refreshToken = null;
    this.#state.set({ phase: 'signed-out', reason });
  }
}

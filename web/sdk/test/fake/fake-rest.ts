import type { Message, MessagePage, User } from '../../src/wire/model.js';
import type { FakeConversation } from './fake-log.js';
import type { FakePlatform } from './fake-platform.js';

/** Who a browser is, as its cookies say. */
export interface FakeJar {
  user: string | null;
  /** Whether the access token still counts. */
  fresh: boolean;
  refreshes: number;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: string,
    readonly errors: readonly { field: string; message: string }[] = [],
    detail = problem,
  ) {
    super(detail);
  }
}

/** The platform's REST routes for one browser. */
export class FakeRest {
  constructor(
    private readonly platform: FakePlatform,
    private readonly jar: FakeJar,
  ) {}

  answer(method: string, address: string, body: Record<string, unknown>): Answer {
    try {
      const url = new URL(address, 'http://fake');
      return this.#route(`${method} ${url.pathname}`, url.searchParams, body);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { status, problem, errors, message } = error;
      return {
        status,
        body: { type: `/problems/${problem}`, title: problem, status, detail: message, errors },
      };
    }
  }

  #route(route: string, query: URLSearchParams, body: Record<string, unknown>): Answer {
    switch (route) {
      case 'POST /api/auth/signup':
        return this.#signUp(body as Record<string, string>);
      case 'POST /api/auth/login':
        return this.#logIn(String(body.login).toLowerCase(), String(body.password));
      case 'GET /api/auth/oidc':
        return { status: 200, body: { items: this.platform.providers, next: null } };
      case 'POST /api/auth/refresh':
        if (this.jar.user === null) throw new Refused(401, 'unauthenticated');
        this.jar.fresh = true;
        this.jar.refreshes++;
        return { status: 200, body: this.#tokens() };
      case 'POST /api/auth/password-reset':
        return { status: 202 };
      case 'POST /api/auth/password-reset/confirm':
        return this.#shown(body);
      case 'POST /api/auth/verify-email':
        if (this.jar.user !== null) this.#change(this.jar.user, { emailVerified: true });
        return this.#shown(body);
    }
    const me = this.#me();
    if (route === 'PUT /api/auth/update-profile') return { status: 200, body: this.#change(me.id, body) };
    if (route === 'PUT /api/auth/email' || route === 'PUT /api/auth/password') {
      this.#prove(body);
      return { status: route.endsWith('email') ? 202 : 204 };
    }
    if (route === 'POST /api/auth/verify-email/resend') return { status: 202 };
    if (route === 'GET /api/auth/logins')
      return { status: 200, body: { items: this.platform.logins, next: null } };
    const login = /^DELETE \/api\/auth\/logins\/(.+)$/.exec(route)?.[1];
    if (login !== undefined) {
      this.platform.logins = this.platform.logins.filter(({ id }) => id !== login);
      return { status: 204 };
    }
    if (route === 'GET /api/auth/identities')
      return { status: 200, body: { items: this.platform.identities, next: null } };
    if (route === 'POST /api/auth/identities')
      return { status: 200, body: { location: `https://${String(body.provider)}.example/authorize` } };
    const identity = /^DELETE \/api\/auth\/identities\/(.+)$/.exec(route)?.[1];
    if (identity !== undefined) return this.#unlink(identity);
    if (route === 'DELETE /api/users/me') {
      this.#prove(body);
      this.platform.users.delete(me.id);
      this.jar.user = null;
      return { status: 204 };
    }
    if (route === 'GET /api/auth/check') return { status: 200, body: me };
    if (route === 'POST /api/auth/ticket') return { status: 201, body: { ticket: `t-${me.id}` } };
    if (route === 'POST /api/auth/logout') {
      this.jar.user = null;
      return { status: 204 };
    }
    if (route === 'GET /api/users') return { status: 200, body: this.#search(query.get('query') ?? '') };
    const user = /^GET \/api\/users\/(.+)$/.exec(route)?.[1];
    if (user !== undefined) return { status: 200, body: this.#known(this.platform.users.get(user)) };
    if (route === 'GET /api/conversations') return { status: 200, body: this.#list(me, query) };
    if (route === 'POST /api/conversations') return this.#create(me, body);
    const [, method, id, rest] = /^(\w+) \/api\/conversations\/([^/]+)\/?(.*)$/.exec(route) ?? [];
    const conversation = this.#known(this.platform.conversations.get(id ?? ''));
    if (!conversation.members.includes(me.id)) throw new Refused(404, 'not-found');
    switch (`${method ?? ''} ${rest ?? ''}`) {
      case 'GET ':
        return { status: 200, body: conversation.view(me.id, false) };
      case 'GET messages':
        return { status: 200, body: page(conversation, query) };
      case 'GET events':
        return { status: 200, body: events(conversation, query) };
      case 'GET marks':
        return { status: 200, body: { items: [...conversation.marks].map(([user, m]) => ({ user, ...m })) } };
    }
    throw new Refused(404, 'not-found');
  }

  #me(): User {
    const user = this.jar.user === null ? undefined : this.platform.users.get(this.jar.user);
    if (user === undefined || !this.jar.fresh) throw new Refused(401, 'unauthenticated');
    return user;
  }

  #known<T>(value: T | undefined): T {
    if (value === undefined) throw new Refused(404, 'not-found');
    return value;
  }

  /** Letters bring `good`, which counts. */
  #shown(body: Record<string, unknown>): Answer {
    if (body.token === 'good') return { status: 204 };
    throw new Refused(400, 'invalid', [{ field: 'token', message: 'does not count' }]);
  }

  #unlink(id: string): Answer {
    const left = this.platform.identities.filter((identity) => identity.id !== id);
    if (left.length === 0 && !this.platform.hasPassword) throw new Refused(409, 'conflict');
    this.platform.identities = left;
    return { status: 204 };
  }

  #prove(body: Record<string, unknown>): void {
    if (body.currentPassword !== 'wrong') return;
    throw new Refused(400, 'invalid', [{ field: 'currentPassword', message: 'not the present password' }]);
  }

  #change(id: string, changes: Partial<User>): User {
    const changed = { ...this.#known(this.platform.users.get(id)), ...changes };
    this.platform.users.set(id, changed);
    return changed;
  }

  #signUp(body: Record<string, string>): Answer {
    const username = body.username ?? '';
    if (this.platform.users.has(`u-${username}`)) {
      const errors = [{ field: 'username', message: 'is taken' }];
      throw new Refused(409, 'conflict', errors, 'This username is taken.');
    }
    this.jar.user = this.platform.addUser(username, body.fullName).id;
    this.jar.fresh = true;
    return { status: 201, body: this.#tokens() };
  }

  #logIn(username: string, password: string): Answer {
    const user = this.platform.users.get(`u-${username}`);
    if (user === undefined || password === 'wrong') {
      throw new Refused(401, 'unauthenticated', [], 'Unknown user or wrong password.');
    }
    this.jar.user = user.id;
    this.jar.fresh = true;
    return { status: 200, body: this.#tokens() };
  }

  #tokens(): object {
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const user = this.platform.users.get(this.jar.user ?? '');
    return { user, accessToken: `token-${this.jar.refreshes}`, expiresAt };
  }

  #search(query: string): object {
    const wanted = query.toLowerCase();
    const items = [...this.platform.users.values()].filter((user) =>
      `${user.username} ${user.fullName}`.toLowerCase().includes(wanted),
    );
    return { items: items.slice(0, 20), next: null };
  }

  #list(me: User, query: URLSearchParams): object {
    const mine = [...this.platform.conversations.values()].filter(({ members }) => members.includes(me.id));
    const at = (conversation: FakeConversation) => conversation.messages.at(-1)?.createdAt ?? '';
    mine.sort((a, b) => at(b).localeCompare(at(a)));
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit') ?? 50);
    const items = mine.slice(from, from + limit).map((conversation) => conversation.view(me.id, true));
    return { items, next: from + limit < mine.length ? String(from + limit) : null };
  }

  #create(me: User, body: Record<string, unknown>): Answer {
    const members = [...new Set([me.id, ...(body.members as string[])])];
    const known = [...this.platform.conversations.values()].find(
      (other) =>
        other.kind === 'direct' && body.kind === 'direct' && members.every((m) => other.members.includes(m)),
    );
    if (known !== undefined) return { status: 200, body: known.view(me.id, false) };
    const kind = body.kind === 'direct' ? 'direct' : 'group';
    const name = typeof body.name === 'string' ? body.name : null;
    return { status: 201, body: this.platform.addConversation(kind, members, name).view(me.id, false) };
  }
}

function page(conversation: FakeConversation, query: URLSearchParams): MessagePage {
  const before = Number(query.get('before') ?? Number.MAX_SAFE_INTEGER);
  const limit = Number(query.get('limit') ?? 50);
  const all = conversation.messages.filter((message) => message.sequence < before);
  const items: Message[] = all.slice(-limit).map((message) => conversation.shown(message));
  return { items, before: all.length > limit ? (items[0]?.sequence ?? null) : null, after: null };
}

function events(conversation: FakeConversation, query: URLSearchParams): object {
  const after = Number(query.get('after') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  const all = conversation.after(after);
  const { epoch, first, head } = conversation;
  const next = all.length > limit ? after + limit : null;
  return { items: all.slice(0, limit), epoch, first, head, next };
}

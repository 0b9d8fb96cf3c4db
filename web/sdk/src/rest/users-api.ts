import type { Page, Presence, User } from '../wire/model.js';
import type { Http } from './http.js';
import { path } from './transport.js';

export class UsersApi {
  constructor(private readonly http: Http) {}

  /** The directory: all users whose name fits, not only those online. */
  async search(query: string, cursor: string | null = null, limit = 20): Promise<Page<User>> {
    return (await this.http.get('/api/users', { query, limit, cursor })) as Page<User>;
  }

  async get(id: string): Promise<User> {
    return (await this.http.get(path`/api/users/${id}`)) as User;
  }

  async presence(users: readonly string[]): Promise<readonly Presence[]> {
    const answer = await this.http.get('/api/presence', { users: users.join(',') });
    return (answer as { items: readonly Presence[] }).items;
  }
}

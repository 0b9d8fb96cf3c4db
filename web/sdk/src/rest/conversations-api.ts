import { decodeConversation, decodeEvent, usersWithin } from '../wire/decode.js';
import type { EventPage, MessageContent } from '../wire/frames.js';
import type {
  Conversation,
  ConversationKind,
  Member,
  MemberMarks,
  MemberRole,
  Message,
  MessagePage,
  Page,
  User,
} from '../wire/model.js';
import type { Http } from './http.js';
import { path } from './transport.js';

export interface NewConversation {
  readonly kind: ConversationKind;
  readonly members: readonly string[];
  readonly name?: string;
  /** Makes a repeated creation find the first one. */
  readonly clientConversationId?: string;
}

export type Place = { readonly before: number } | { readonly after: number } | { readonly around: number };

export class ConversationsApi {
  /** `meet` is told of users whom an answer shows in full. */
  constructor(
    private readonly http: Http,
    private readonly meet: (users: readonly User[]) => void = () => undefined,
  ) {}

  async list(cursor: string | null = null, limit = 200): Promise<Page<Conversation>> {
    const page = (await this.http.get('/api/conversations', { limit, cursor })) as Page<unknown>;
    return { items: page.items.map((item) => this.#read(item)), next: page.next };
  }

  async create(conversation: NewConversation): Promise<Conversation> {
    return this.#read(await this.http.send('POST', '/api/conversations', conversation));
  }

  async get(id: string): Promise<Conversation> {
    return this.#read(await this.http.get(path`/api/conversations/${id}`));
  }

  async rename(id: string, name: string): Promise<Conversation> {
    return this.#read(await this.http.send('PATCH', path`/api/conversations/${id}`, { name }));
  }

  async members(id: string, cursor: string | null = null): Promise<Page<Member>> {
    return (await this.http.get(path`/api/conversations/${id}/members`, { cursor })) as Page<Member>;
  }

  async addMembers(id: string, users: readonly string[], role?: MemberRole): Promise<void> {
    await this.http.send('POST', path`/api/conversations/${id}/members`, { users, role });
  }

  async removeMember(id: string, user: string): Promise<void> {
    await this.http.send('DELETE', path`/api/conversations/${id}/members/${user}`);
  }

  /** The latest ones where no place is named. */
  async messages(id: string, place?: Place, limit = 50): Promise<MessagePage> {
    return (await this.http.get(path`/api/conversations/${id}/messages`, { ...place, limit })) as MessagePage;
  }

  async sendMessage(
    id: string,
    message: MessageContent & { readonly clientMessageId: string },
  ): Promise<Message> {
    return (await this.http.send('POST', path`/api/conversations/${id}/messages`, message)) as Message;
  }

  async editMessage(id: string, message: string, text: string): Promise<Message> {
    const address = path`/api/conversations/${id}/messages/${message}`;
    return (await this.http.send('PATCH', address, { text })) as Message;
  }

  async deleteMessage(id: string, message: string): Promise<Message> {
    return (await this.http.send('DELETE', path`/api/conversations/${id}/messages/${message}`)) as Message;
  }

  async react(id: string, message: string, emoji: string, on: boolean): Promise<Message> {
    const address = path`/api/conversations/${id}/messages/${message}/reactions/${emoji}`;
    return (await this.http.send(on ? 'PUT' : 'DELETE', address)) as Message;
  }

  async events(id: string, after: number, limit = 200): Promise<EventPage> {
    const answer = await this.http.get(path`/api/conversations/${id}/events`, { after, limit });
    const page = answer as EventPage;
    return { ...page, items: page.items.map(decodeEvent) };
  }

  async marks(id: string): Promise<readonly MemberMarks[]> {
    const answer = await this.http.get(path`/api/conversations/${id}/marks`);
    return (answer as { items: readonly MemberMarks[] }).items;
  }

  #read(value: unknown): Conversation {
    this.meet(usersWithin(value));
    return decodeConversation(value);
  }
}

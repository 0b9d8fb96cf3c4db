import type { Chat } from '../../src/chat/chat.js';
import type { OutboxStorage } from '../../src/outbox/outbox-storage.js';
import { noStorage } from '../../src/outbox/outbox-storage.js';
import { Parley } from '../../src/parley.js';
import type { User } from '../../src/wire/model.js';
import { FakeBrowser } from './fake-browser.js';
import type { FakePlatform } from './fake-platform.js';

/** A user in front of a browser, with the SDK between them and the platform. */
export class FakePerson {
  readonly browser: FakeBrowser;
  parley!: Parley;
  chat!: Chat;

  constructor(
    platform: FakePlatform,
    readonly user: User,
    private readonly storage: OutboxStorage = noStorage,
    private readonly random: () => number = () => 0.5,
  ) {
    this.browser = new FakeBrowser(platform, user.id);
    this.#load();
  }

  /** The page is loaded anew: all is gone but cookies and storage. */
  reload(): void {
    this.chat.stop();
    this.browser.sockets.at(-1)?.close(1001);
    this.#load();
  }

  #load(): void {
    this.parley = new Parley({
      baseUrl: 'http://fake',
      fetch: this.browser.fetch,
      openSocket: this.browser.openSocket,
      outboxStorage: () => this.storage,
      random: this.random,
    });
    this.chat = this.parley.chat(this.user);
  }

  texts(conversation: string): (string | null)[] {
    return this.chat.timelines
      .of(conversation)
      .get()
      .messages.map(({ text }) => text);
  }
}

/** Storage that a reload does not empty. */
export function memoryStorage(): OutboxStorage {
  let kept: ReturnType<OutboxStorage['load']> = [];
  return {
    load: () => kept,
    save: (entries) => (kept = entries),
    clear: () => (kept = []),
  };
}

import type { Ack, ClientFrame, MessageContent, Position, ServerFrame } from '../../src/wire/frames.js';
import type { FakePlatform } from './fake-platform.js';

let sessions = 0;

/** The platform's end of one socket. */
export class FakeSession {
  readonly id = `s${++sessions}`;
  readonly received: ClientFrame[] = [];
  watched: readonly string[] = [];
  /** Conversations that are live on this socket; before `resume` none is. */
  #live: boolean;
  /** In each conversation the send that was refused: until it comes again, later ones are refused as well. */
  readonly #held = new Map<string, string>();

  constructor(
    private readonly platform: FakePlatform,
    readonly user: string,
    resume: boolean,
    readonly deliver: (text: string) => void,
    readonly close: (code: number) => void,
  ) {
    this.#live = !resume;
  }

  welcome(): void {
    const now = Date.now();
    this.say({
      type: 'welcome',
      session: this.id,
      user: this.user,
      serverTime: new Date(now).toISOString(),
      expiresAt: new Date(now + 600_000).toISOString(),
      heartbeatSeconds: 25,
      limits: { frameBytes: 65_536, textBytes: 16_384, unackedSends: 32 },
    });
  }

  say(frame: ServerFrame): void {
    this.deliver(JSON.stringify(frame));
  }

  /** A durable frame, or a hint that goes the same way. */
  fanOut(frame: ServerFrame): void {
    if (this.#live) this.say(frame);
  }

  receive(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    this.received.push(frame);
    switch (frame.type) {
      case 'send':
        this.#send(frame);
        break;
      case 'resume':
        this.#resume(frame.ref, frame.positions, frame.more === true);
        break;
      case 'mark':
        this.platform.mark(this, frame.conversation, frame);
        break;
      case 'typing':
        this.platform.toMembers(
          frame.conversation,
          { type: 'typing', conversation: frame.conversation, user: this.user, on: frame.on },
          (session) => session.user !== this.user,
        );
        break;
      case 'watch':
        this.watched = frame.users;
        for (const user of frame.users) this.say({ type: 'presence', ...this.platform.presence(user) });
        break;
      case 'presence':
        this.platform.showPresence(this.user, frame.state);
        break;
      case 'auth':
        this.welcome();
        break;
      case 'ping':
        if (!this.platform.mute) {
          this.say({ type: 'pong', ref: frame.ref, serverTime: new Date().toISOString() });
        }
        break;
    }
  }

  #send(frame: { ref: string; conversation: string; clientMessageId: string } & MessageContent): void {
    if (this.platform.mute) return;
    const { ref, conversation, clientMessageId } = frame;
    const held = this.#held.get(conversation) ?? clientMessageId;
    const behind = { problem: 'rate-limited', status: 429, detail: 'wait', retryAfterMillis: 100 };
    const refusal = held === clientMessageId ? this.platform.refuse(conversation, clientMessageId) : behind;
    if (refusal?.retryAfterMillis !== undefined) this.#held.set(conversation, held);
    else this.#held.delete(conversation);
    if (refusal !== null) {
      this.say({ type: 'problem', ref, clientMessageId, ...refusal });
      return;
    }
    const { message, duplicate } = this.platform.store(this.user, conversation, frame, this);
    const ack: Ack = {
      type: 'ack',
      ref,
      conversation,
      clientMessageId,
      message: message.id,
      sequence: message.sequence,
      createdAt: message.createdAt,
      duplicate,
    };
    if (this.platform.losesAcks) return;
    this.say(ack);
  }

  #resume(ref: string, positions: Readonly<Record<string, Position>>, more: boolean): void {
    for (const [id, { epoch, sequence }] of Object.entries(positions)) {
      const conversation = this.platform.conversations.get(id);
      if (!conversation?.members.includes(this.user)) {
        this.say({ type: 'conversation.removed', conversation: id });
        continue;
      }
      const missed = conversation.after(sequence);
      const { head, first } = conversation;
      if (epoch !== conversation.epoch || sequence > head || sequence < first - 1 || missed.length > 1000) {
        this.say({ type: 'resync', conversation: id, epoch: conversation.epoch, first, head });
        continue;
      }
      for (const event of missed) this.say(event);
      this.say({ type: 'resumed', conversation: id, epoch, head });
    }
    if (more) return;
    this.#live = true;
    this.say({ type: 'resumed', ref });
  }
}

import type { Readable } from '../store/store.js';
import { Store } from '../store/store.js';
import type { Ack, ClientFrame, MessageContent, ProblemFrame, Welcome } from '../wire/frames.js';
import { newId } from '../wire/ids.js';
import type { Problem, ProblemName } from '../wire/problem.js';
import { isPassing, problemOfFrame } from '../wire/problem.js';
import { Holds } from './holds.js';
import type { OutboxEntry, OutboxStorage } from './outbox-storage.js';

const MOST_ENTRIES = 500;
/** The platform answers every send within 5 s, one way or the other. */
const ANSWER_MILLIS = 20_000;
const DEFAULT_LIMITS: Welcome['limits'] = { frameBytes: 65_536, textBytes: 16_384, unackedSends: 32 };

export interface OutboxEvents {
  /** False when there is no socket to send on. */
  send(frame: ClientFrame): boolean;
  /** A message is stored; `entry` is no longer in the outbox. */
  stored(entry: OutboxEntry, ack: Ack): void;
  /** A send has had no answer for 20 s: the socket cannot be trusted. */
  unanswered(): void;
}

/**
 * Every message from the moment the user sends it until the platform has it. Each keeps its `clientMessageId`
 * through refusals, reconnects and reloads, so sending it again never makes a second one; within a conversation
 * they go out in their order, and none overtakes one that was asked to wait.
 */
export class Outbox {
  readonly #entries: Store<readonly OutboxEntry[]>;
  readonly #holds = new Holds(() => this.#pump());
  /** On their way still, but known to be stored: they came as events before their answer. */
  #proven: readonly OutboxEntry[] = [];
  #limits = DEFAULT_LIMITS;
  #online = false;
  #overdue: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly events: OutboxEvents,
    private readonly storage: OutboxStorage,
  ) {
    const kept = storage.load().map((entry) => (entry.state === 'sent' ? waiting(entry) : entry));
    this.#entries = new Store<readonly OutboxEntry[]>(kept);
  }

  /** In the order in which they were sent. */
  get entries(): Readable<readonly OutboxEntry[]> {
    return this.#entries;
  }

  get textBytes(): number {
    return this.#limits.textBytes;
  }

  send(conversation: string, content: MessageContent): OutboxEntry {
    const entry: OutboxEntry = {
      clientMessageId: newId(),
      conversation,
      content,
      createdAt: new Date().toISOString(),
      state: 'waiting',
    };
    const problem = this.#tooMuch(entry);
    const kept: OutboxEntry = problem === null ? entry : { ...entry, state: 'refused', problem };
    this.#set([...this.#entries.get(), kept]);
    this.#pump();
    return kept;
  }

  /** Sends a refused message once more, after all that wait. */
  retry(clientMessageId: string): void {
    const entry = this.#find(clientMessageId);
    if (entry?.state !== 'refused') return;
    const others = this.#entries.get().filter((other) => other !== entry);
    const problem = this.#tooMuch(entry);
    this.#set([...others, problem === null ? waiting(entry) : { ...entry, problem }]);
    this.#pump();
  }

  /** Gives up a message that is not on its way. */
  discard(clientMessageId: string): void {
    if (this.#find(clientMessageId)?.state === 'sent') return;
    this.#remove(clientMessageId);
  }

  /** The socket is there and what was missed has come. */
  online(limits: Welcome['limits'] | undefined): void {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#online = true;
    this.#pump();
  }

  /** What had no answer has an unknown outcome: it goes out again on the next socket. */
  offline(): void {
    this.#online = false;
    clearTimeout(this.#overdue);
    this.#overdue = undefined;
    this.#proven = [];
    this.#set(this.#entries.get().map((entry) => (entry.state === 'sent' ? waiting(entry) : entry)));
  }

  /** The conversation is not there any more. */
  forget(conversation: string): void {
    this.#set(this.#entries.get().filter((entry) => entry.conversation !== conversation));
  }

  /** Forgets everything, in storage too: the user has signed out. */
  clear(): void {
    this.offline();
    this.#holds.clear();
    this.#entries.set([]);
    this.storage.clear();
  }

  acknowledged(ack: Ack): void {
    const id = ack.clientMessageId ?? '';
    const entry = this.#find(id);
    if (entry === undefined && !this.#isProven(id)) return;
    this.#answered(() => this.#remove(id));
    if (entry !== undefined) this.events.stored(entry, ack);
    this.#pump();
  }

  /**
   * An own message came as an event: an earlier attempt had reached the platform. One that is on its way still gets
   * an answer, and when that asks for it again, the platform lets nothing of the conversation pass before.
   */
  seen(clientMessageId: string): void {
    const entry = this.#find(clientMessageId);
    if (entry === undefined) return;
    this.#answered(() => this.#remove(clientMessageId));
    if (entry.state === 'sent') this.#proven = [...this.#proven, entry];
    this.#pump();
  }

  /** True if it concerned a message of this outbox. */
  refused(frame: ProblemFrame): boolean {
    const id = frame.clientMessageId ?? frame.ref ?? '';
    const problem = problemOfFrame(frame);
    const proven = this.#proven.find((entry) => entry.clientMessageId === id);
    if (proven !== undefined) {
      this.#answered(() => this.#remove(id));
      if (isPassing(problem)) this.#again(proven, problem);
      this.#pump();
      return true;
    }
    const entry = this.#find(id);
    if (entry === undefined) return false;
    this.#answered(() => {
      if (isPassing(problem)) {
        this.#holds.hold(entry.conversation, problem.retryAfterMillis);
        this.#replace(entry, waiting(entry));
      } else {
        this.#replace(entry, { ...entry, state: 'refused', problem });
      }
    });
    this.#pump();
    return true;
  }

  #pump(): void {
    if (!this.#online) return;
    let room = this.#limits.unackedSends - this.#onTheirWay().length;
    const stuck = new Set<string>();
    for (const entry of this.#entries.get()) {
      if (entry.state !== 'waiting' || stuck.has(entry.conversation)) continue;
      if (room <= 0) return;
      if (this.#mayGo(entry.conversation) && this.events.send(frameOf(entry))) {
        room--;
        this.#replace(entry, { ...entry, state: 'sent' });
        this.#expectAnswer();
      } else {
        stuck.add(entry.conversation);
      }
    }
  }

  /**
   * A conversation with a refused send rests until its time has come and everything sent after it was answered
   * too: what is still on its way will be refused likewise, and must not be overtaken.
   */
  #mayGo(conversation: string): boolean {
    if (!this.#holds.has(conversation)) return true;
    if (this.#onTheirWay().some((entry) => entry.conversation === conversation)) return false;
    return this.#holds.release(conversation);
  }

  #onTheirWay(): OutboxEntry[] {
    return [...this.#proven, ...this.#entries.get().filter((entry) => entry.state === 'sent')];
  }

  #isProven(clientMessageId: string): boolean {
    return this.#proven.some((entry) => entry.clientMessageId === clientMessageId);
  }

  /** Before everything else of its conversation. */
  #again(entry: OutboxEntry, problem: Problem): void {
    this.#holds.hold(entry.conversation, problem.retryAfterMillis);
    this.#set([waiting(entry), ...this.#entries.get()]);
  }

  #answered(change: () => void): void {
    clearTimeout(this.#overdue);
    this.#overdue = undefined;
    change();
    this.#expectAnswer();
  }

  #expectAnswer(): void {
    if (this.#overdue !== undefined || this.#onTheirWay().length === 0) return;
    this.#overdue = setTimeout(() => {
      this.#overdue = undefined;
      this.events.unanswered();
    }, ANSWER_MILLIS);
  }

  #tooMuch(entry: OutboxEntry): Problem | null {
    const text = byteLength(entry.content.text);
    if (
      text > this.#limits.textBytes ||
      byteLength(JSON.stringify(frameOf(entry))) > this.#limits.frameBytes
    ) {
      return localProblem(
        'too-large',
        413,
        `The text has ${text} bytes (at most ${this.#limits.textBytes}).`,
      );
    }
    if (this.#entries.get().length < MOST_ENTRIES) return null;
    return localProblem('rate-limited', 429, `${MOST_ENTRIES} messages wait to be sent already.`);
  }

  #find(clientMessageId: string): OutboxEntry | undefined {
    return this.#entries.get().find((entry) => entry.clientMessageId === clientMessageId);
  }

  #replace(old: OutboxEntry, entry: OutboxEntry): void {
    this.#set(this.#entries.get().map((other) => (other === old ? entry : other)));
  }

  #remove(clientMessageId: string): void {
    this.#proven = this.#proven.filter((entry) => entry.clientMessageId !== clientMessageId);
    this.#set(this.#entries.get().filter((entry) => entry.clientMessageId !== clientMessageId));
  }

  #set(entries: readonly OutboxEntry[]): void {
    this.#entries.set(entries);
    this.storage.save(entries);
  }
}

/** UTF-8, as the platform counts. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function waiting({ problem: _, ...entry }: OutboxEntry): OutboxEntry {
  return { ...entry, state: 'waiting' };
}

function frameOf(entry: OutboxEntry): ClientFrame {
  return {
    type: 'send',
    ref: entry.clientMessageId,
    conversation: entry.conversation,
    clientMessageId: entry.clientMessageId,
    ...entry.content,
  };
}

function localProblem(name: ProblemName, status: number, detail: string): Problem {
  return { name, status, title: detail, detail, errors: [] };
}

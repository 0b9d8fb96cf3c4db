import type { MessageContent } from '../wire/frames.js';
import type { Problem } from '../wire/problem.js';

/**
 * A message that the platform has not confirmed. `waiting`: goes out as soon as it may; `sent`: on its way, the
 * outcome unknown; `refused`: for good, and the user decides what becomes of it.
 */
export interface OutboxEntry {
  readonly clientMessageId: string;
  readonly conversation: string;
  readonly content: MessageContent;
  readonly createdAt: string;
  readonly state: 'waiting' | 'sent' | 'refused';
  readonly problem?: Problem;
}

/** Where unconfirmed messages outlive the page. */
export interface OutboxStorage {
  load(): readonly OutboxEntry[];
  save(entries: readonly OutboxEntry[]): void;
  clear(): void;
}

export const noStorage: OutboxStorage = { load: () => [], save: () => undefined, clear: () => undefined };

/**
 * Keeps them in the browser's storage. `sessionStorage` belongs to one tab and outlives a reload; `localStorage`
 * outlives the browser, but fits only where the application runs in one tab at a time. A full or forbidden storage
 * costs that safety net and nothing else: the messages are still in memory.
 */
export function webStorage(storage: Storage, key: string): OutboxStorage {
  return {
    load: () => {
      try {
        const value: unknown = JSON.parse(storage.getItem(key) ?? '[]');
        return Array.isArray(value) ? value.filter(isEntry) : [];
      } catch {
        return [];
      }
    },
    save: (entries) => {
      try {
        if (entries.length === 0) storage.removeItem(key);
        else storage.setItem(key, JSON.stringify(entries));
      } catch {
        // see above
      }
    },
    clear: () => {
      try {
        storage.removeItem(key);
      } catch {
        // see above
      }
    },
  };
}

function isEntry(value: unknown): value is OutboxEntry {
  const entry = value as Partial<OutboxEntry> | null;
  return (
    typeof entry?.clientMessageId === 'string' &&
    typeof entry.conversation === 'string' &&
    typeof entry.content?.text === 'string'
  );
}

/** What the close of a socket asks of a client (protocol, "Close codes"). */
export type CloseVerdict =
  /** Come back, soon. */
  | 'again'
  /** Come back with a fresh token. */
  | 'again-renewed'
  /** Come back, but give the platform time. */
  | 'again-later'
  /** The login has ended. */
  | 'revoked'
  /** Coming back would only repeat it. */
  | 'stop';

const NEVER_AGAIN = new Set([1002, 1003, 1007, 1008, 1009]);

export function closeVerdict(code: number): CloseVerdict {
  if (code === 4503) return 'revoked';
  if (code === 4001) return 'again-renewed';
  if (code >= 4003 && code <= 4005) return 'again-later';
  if (NEVER_AGAIN.has(code) || (code >= 4500 && code <= 4999)) return 'stop';
  return 'again';
}

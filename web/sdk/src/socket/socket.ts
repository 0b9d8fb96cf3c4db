/** What this SDK needs of a WebSocket; the browser's own has it. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export type SocketFactory = (address: string, subprotocol: string) => SocketLike;

export const browserSocket: SocketFactory = (address, subprotocol) =>
  new WebSocket(address, subprotocol) as unknown as SocketLike;

/** `ws(s)://…/ws?resume=1`, next to the page's own address where no other is given. */
export function socketAddress(baseUrl: string, ticket: string | null): string {
  const here = typeof location === 'undefined' ? undefined : location.href;
  const address = new URL(`${baseUrl}/ws`, here);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('resume', '1');
  if (ticket !== null) address.searchParams.set('ticket', ticket);
  return address.href;
}

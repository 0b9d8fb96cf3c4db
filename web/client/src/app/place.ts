import { useSyncExternalStore } from 'react';

export const SETTINGS = '#/settings';

/** Where the user is in the client; kept in the address, so that going back and reloading work. */
export type Place =
  | { readonly at: 'home' }
  | { readonly at: 'sign-up' }
  | { readonly at: 'forgotten' }
  | { readonly at: 'settings' }
  | { readonly at: 'reset-password'; readonly token: string }
  | { readonly at: 'verify-email'; readonly token: string }
  | { readonly at: 'conversation'; readonly id: string };

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return placeOf(hash);
}

export function placeOf(hash: string): Place {
  const conversation = /^#\/c\/([A-Za-z0-9_-]{1,64})$/.exec(hash)?.[1];
  if (conversation !== undefined) return { at: 'conversation', id: conversation };
  const [, letter, token] =
    /^#\/(reset-password|verify-email)\?token=([A-Za-z0-9_.-]{1,200})$/.exec(hash) ?? [];
  if (letter === 'reset-password' && token !== undefined) return { at: 'reset-password', token };
  if (letter === 'verify-email' && token !== undefined) return { at: 'verify-email', token };
  if (hash === '#/forgotten') return { at: 'forgotten' };
  if (hash === SETTINGS) return { at: 'settings' };
  return hash === '#/signup' ? { at: 'sign-up' } : { at: 'home' };
}

export function addressOf(conversation: string): string {
  return `#/c/${conversation}`;
}

export function goTo(hash: string): void {
  location.hash = hash;
}

/** Leaves the client for another site. */
export function leaveFor(address: string): void {
  location.assign(address);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect } from 'vitest';
import { Parley } from '@parley/sdk';
import { FakeBrowser } from '../../sdk/test/fake/fake-browser';
import { FakePlatform } from '../../sdk/test/fake/fake-platform';
import { App } from '../src/app/app';

/** The client before a platform where Ada and Bob talk, with whoever is signed in. */
export function setUp(user: string | null) {
  const platform = new FakePlatform();
  const [ada, bob] = [platform.addUser('ada', 'Ada Lovelace'), platform.addUser('bob', 'Bob Kahn')];
  const log = platform.addConversation('direct', [ada.id, bob.id]);
  const browser = new FakeBrowser(platform, user);
  const parley = new Parley({ baseUrl: 'http://fake', fetch: browser.fetch, openSocket: browser.openSocket });
  render(<App parley={parley} />);
  return { platform, ada, bob, log, browser };
}

export const type = (element: HTMLElement, value: string) => fireEvent.change(element, { target: { value } });
export const go = (hash: string) => {
  act(() => {
    location.hash = hash;
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  });
};
export const live = () =>
  waitFor(() => expect(screen.getByTestId('connection-state').dataset.phase).toBe('live'));

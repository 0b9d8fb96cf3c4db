import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Parley } from '@parley/sdk';
import { FakeBrowser } from '../../sdk/test/fake/fake-browser';
import { FakePlatform } from '../../sdk/test/fake/fake-platform';
import { App } from '../src/app/app';
import { go, live, setUp, type } from './stage';

configure({ asyncUtilTimeout: 8_000 });

const field = (name: string) => screen.findByTestId(`field-${name}`);
const open = async (id: string) => {
  await live();
  act(() => {
    location.hash = `#/c/${id}`;
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  });
  await screen.findByTestId('history-start');
};
const say = async (text: string) => {
  type(await screen.findByTestId('composer'), text);
  fireEvent.keyDown(screen.getByTestId('composer'), { key: 'Enter' });
};
const statuses = () => screen.getAllByTestId('ticks').map((ticks) => ticks.dataset.status);

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('The account pages', () => {
  it('sign up, with what is wrong beside the field', async () => {
    setUp(null);
    await screen.findByTestId('login-form');
    act(() => {
      location.hash = '#/signup';
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    });
    type(await field('fullName'), 'Eve Moss');
    type(await field('username'), 'ada');
    type(await field('email'), 'eve@example.org');
    type(await field('password'), 'correct horse battery');
    fireEvent.submit(screen.getByTestId('signup-form'));
    expect((await screen.findByRole('alert')).textContent).toBe('Is taken');
    expect((await field('username')).getAttribute('aria-invalid')).toBe('true');
    type(await field('username'), 'eve');
    fireEvent.submit(screen.getByTestId('signup-form'));
    expect((await screen.findByTestId('own-name')).textContent).toBe('Eve Moss');
    await screen.findByTestId('no-conversations');
  });

  it('log in and out, and say what is wrong', async () => {
    setUp(null);
    type(await field('login'), 'ada');
    type(await field('password'), 'wrong');
    fireEvent.submit(screen.getByTestId('login-form'));
    expect((await screen.findByTestId('form-error')).textContent).toContain('wrong');
    type(await field('password'), 'correct horse battery');
    fireEvent.click(screen.getByRole('button', { name: 'Show password' }));
    expect((await field('password')).getAttribute('type')).toBe('text');
    fireEvent.submit(screen.getByTestId('login-form'));
    await live();
    fireEvent.click(screen.getByTestId('log-out'));
    await screen.findByTestId('login-form');
  });

  it('offer the providers that the operator has set', async () => {
    const { platform } = setUp(null);
    await screen.findByTestId('login-form');
    expect(screen.queryByTestId('provider')).toBeNull();
    cleanup();
    platform.providers.push({ provider: 'corp', title: 'The Corporation' });
    const browser = new FakeBrowser(platform, null);
    render(<App parley={new Parley({ baseUrl: 'http://fake', fetch: browser.fetch })} />);
    const link = await screen.findByTestId('provider');
    expect(link.textContent).toBe('Go on with The Corporation');
    expect(link.getAttribute('href')).toBe('http://fake/api/auth/oidc/corp?redirect=%2F');
  });

  it('say once why a login by a provider failed', async () => {
    history.replaceState(null, '', '/?oidc_problem=conflict');
    setUp(null);
    expect((await screen.findByTestId('provider-problem')).textContent).toContain(
      'Log in with your password',
    );
    await waitFor(() => expect(location.search).toBe(''));
  });

  it('say so when the login has ended elsewhere', async () => {
    const { platform } = setUp('u-ada');
    await live();
    act(() => platform.closeAll(4503));
    expect((await screen.findByTestId('signed-out-notice')).textContent).toContain('signed out');
  });

  it('send a letter to whoever forgot the password', async () => {
    const { browser } = setUp(null);
    fireEvent.click(await screen.findByText('Forgotten your password?'));
    go('#/forgotten');
    type(await field('email'), 'ada@example.org');
    fireEvent.submit(screen.getByTestId('forgotten-form'));
    await screen.findByTestId('reset-asked');
    expect(browser.requests.some((made) => made.includes('/api/auth/password-reset'))).toBe(true);
  });

  it('take a new password with the token of a letter, and say when it does not count', async () => {
    go('#/reset-password?token=used.reset.x');
    setUp(null);
    type(await field('newPassword'), 'eleven doors without a key');
    fireEvent.submit(screen.getByTestId('reset-form'));
    expect((await screen.findByTestId('form-error')).textContent).toContain('does not count');
    go('#/reset-password?token=good');
    fireEvent.submit(await screen.findByTestId('reset-form'));
    await screen.findByTestId('reset-done');
  });

  it('confirm an address after a click, signed in or not', async () => {
    go('#/verify-email?token=good');
    const { browser } = setUp('u-ada');
    const form = await screen.findByTestId('verify-form');
    expect(browser.requests.some((made) => made.includes('/api/auth/verify-email'))).toBe(false);
    fireEvent.submit(form);
    await screen.findByTestId('verified');
    go('#/');
    expect((await screen.findByTestId('own-name')).textContent).toBe('Ada Lovelace');
  });

  it('wait for a platform that cannot be reached', async () => {
    const platform = new FakePlatform();
    const browser = new FakeBrowser(platform, platform.addUser('ada', 'Ada').id);
    browser.unplugged = true;
    render(<App parley={new Parley({ baseUrl: 'http://fake', fetch: browser.fetch })} />);
    const again = await screen.findByRole('button', { name: 'Try again' });
    browser.unplugged = false;
    fireEvent.click(again);
    await screen.findByTestId('own-name');
  });
});

describe('The chat', () => {
  it('sends with ticks from stored to read', async () => {
    const { platform, bob, log } = setUp('u-ada');
    await open(log.id);
    await waitFor(() => expect(screen.getByTestId('talk-title').textContent).toBe('Bob Kahn'));
    await say('Hello Bob');
    await waitFor(() => expect(screen.getAllByTestId('message')).toHaveLength(1));
    await waitFor(() => expect(statuses()).toContain('sent'));
    act(() => platform.mark(null, log.id, { delivered: 1 }, bob.id));
    await waitFor(() => expect(statuses()).toContain('delivered'));
    act(() => platform.mark(null, log.id, { read: 1 }, bob.id));
    await waitFor(() => expect(statuses()).toContain('read'));
    await waitFor(() =>
      expect(screen.getByTestId('conversation-preview').textContent).toContain('Hello Bob'),
    );
  });

  it('shows unread messages, who types and who is there', async () => {
    const { platform, bob, log } = setUp('u-ada');
    await live();
    act(() => {
      platform.write(bob.id, log.id, 'one');
      platform.write(bob.id, log.id, 'two');
    });
    await waitFor(() => expect(screen.getByTestId('unread').textContent).toBe('2'));
    await waitFor(() => expect(document.title).toBe('(1) Parley'));
    await open(log.id);
    await screen.findByTestId('unread-line');
    act(() => platform.toMembers(log.id, { type: 'typing', conversation: log.id, user: bob.id, on: true }));
    expect((await screen.findByTestId('typing')).textContent).toContain('Bob is typing');
    act(() => platform.showPresence(bob.id, 'online'));
    await waitFor(() => expect(screen.getByTestId('presence-text').textContent).toBe('Online'));
  });

  it('keeps what is written while the line is down, and says that it is', async () => {
    const { platform, browser, log } = setUp('u-ada');
    await open(log.id);
    browser.unplugged = true;
    act(() => platform.closeAll(1006));
    await say('Later then');
    await waitFor(() => expect(statuses()).toEqual(['pending']));
    const bar = await screen.findByTestId('connection-bar');
    browser.unplugged = false;
    fireEvent.click(await within(bar).findByRole('button', { name: 'Try now' }));
    await waitFor(() => expect(statuses()).toContain('sent'));
    expect(log.messages).toHaveLength(1);
  });

  it('gives a refused message back', async () => {
    const { platform, log } = setUp('u-ada');
    await open(log.id);
    platform.refuse = () => ({ problem: 'forbidden', status: 403, detail: 'Only moderators write here.' });
    await say('Hello');
    expect((await screen.findByTestId('failure')).textContent).toContain('Only moderators write here.');
    platform.refuse = () => null;
    fireEvent.click(screen.getByTestId('retry'));
    await waitFor(() => expect(screen.queryByTestId('failure')).toBeNull());
    expect(log.messages).toHaveLength(1);
  });

  it('does not send what is too long or empty', async () => {
    const { log } = setUp('u-ada');
    await open(log.id);
    await say('   ');
    type(await screen.findByTestId('composer'), 'x'.repeat(16_385));
    expect((await screen.findByTestId('composer-note')).textContent).toBe(
      'Too long: 16,385 of 16,384 bytes.',
    );
    expect(screen.getByTestId('send').hasAttribute('disabled')).toBe(true);
    expect(log.messages).toHaveLength(0);
  });

  it('shows text as text, and addresses as links', async () => {
    const { platform, bob, log } = setUp('u-ada');
    await open(log.id);
    act(() => void platform.write(bob.id, log.id, '<img src=x onerror=alert(1)> see https://example.org/a.'));
    const text = await screen.findByTestId('message-text');
    expect(text.querySelector('img')).toBeNull();
    expect(text.querySelector('a')?.getAttribute('href')).toBe('https://example.org/a');
    expect(text.textContent).toContain('<img src=x');
  });

  it('finds people in the directory and starts to talk', async () => {
    const { platform } = setUp('u-ada');
    platform.addUser('eve', 'Eve Moss');
    await live();
    type(screen.getByTestId('search'), 'eve');
    fireEvent.click(await screen.findByTestId('person'));
    await waitFor(() => expect(location.hash).toMatch(/^#\/c\//));
    act(() => void window.dispatchEvent(new HashChangeEvent('hashchange')));
    await waitFor(() => expect(screen.getByTestId('talk-title').textContent).toBe('Eve Moss'));
    type(screen.getByTestId('search'), 'nobody');
    await screen.findByText('Nobody found for “nobody”.');
  });

  it('creates a group', async () => {
    const { platform } = setUp('u-ada');
    await live();
    fireEvent.click(screen.getByTestId('new-group'));
    type(screen.getByTestId('group-name'), 'Engine room');
    type(screen.getByTestId('group-search'), 'bob');
    fireEvent.click(await screen.findByTestId('group-person'));
    fireEvent.click(screen.getByTestId('create-group'));
    await waitFor(() => expect(screen.queryByTestId('new-group-dialog')).toBeNull());
    expect([...platform.conversations.values()].at(-1)).toMatchObject({ name: 'Engine room', kind: 'group' });
    act(() => void window.dispatchEvent(new HashChangeEvent('hashchange')));
    fireEvent.click(await screen.findByTestId('show-members'));
    expect(await screen.findAllByTestId('member')).toHaveLength(2);
  });

  it('asks before unsent messages are given up', async () => {
    const { platform, browser, log } = setUp('u-ada');
    await open(log.id);
    browser.unplugged = true;
    act(() => platform.closeAll(1006));
    await say('Unsent');
    fireEvent.click(screen.getByTestId('log-out'));
    const dialog = await screen.findByTestId('log-out-dialog');
    await waitFor(() => expect(dialog.textContent).toContain('One message has not been sent'));
    fireEvent.click(within(dialog).getByTestId('confirm'));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('still logged in');
    browser.unplugged = false;
    fireEvent.click(within(dialog).getByTestId('confirm'));
    await screen.findByTestId('login-form');
  });

  it('says so when a conversation is not there', async () => {
    setUp('u-ada');
    await live();
    act(() => {
      location.hash = '#/c/nowhere';
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    });
    expect((await screen.findByTestId('talk-empty')).textContent).toContain('not here');
  });
});

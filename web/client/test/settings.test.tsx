import { cleanup, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakePlatform } from '../../sdk/test/fake/fake-platform';
import { go, live, setUp, type } from './stage';

configure({ asyncUtilTimeout: 8_000 });

const identityOf = (id: string, title: string, email: string | null) => {
  const createdAt = '2026-01-01T00:00:00.000Z';
  return { id, issuer: `https://${id}.example`, title, email, createdAt, lastUsedAt: createdAt };
};

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('The account', () => {
  const settings = async (prepare: (platform: FakePlatform) => void = () => undefined) => {
    const made = setUp('u-ada');
    prepare(made.platform);
    await live();
    fireEvent.click(screen.getByTestId('settings'));
    return { ...made, dialog: within(await screen.findByTestId('settings-dialog')) };
  };
  const fill = (section: HTMLElement, name: string, value: string) =>
    type(within(section).getByTestId(`field-${name}`), value);

  it('changes the name', async () => {
    const { dialog, platform, ada } = await settings();
    const section = dialog.getByTestId('profile-section');
    fill(section, 'fullName', 'Ada King');
    fill(section, 'avatarUrl', '/ada.png');
    fireEvent.submit(section);
    await within(section).findByRole('status');
    expect(platform.users.get(ada.id)).toMatchObject({ fullName: 'Ada King', avatarUrl: '/ada.png' });
    await waitFor(() => expect(screen.getByTestId('own-name').textContent).toBe('Ada King'));
  });

  it('changes address and password with the present one', async () => {
    const { dialog } = await settings();
    const email = dialog.getByTestId('email-section');
    fill(email, 'email', 'new@example.org');
    fill(email, 'currentPassword', 'wrong');
    fireEvent.submit(email);
    expect((await within(email).findByRole('alert')).textContent).toContain('Not the present password');
    fill(email, 'currentPassword', 'right');
    fireEvent.submit(email);
    expect((await within(email).findByRole('status')).textContent).toContain('on its way');
    const password = dialog.getByTestId('password-section');
    fill(password, 'currentPassword', 'right');
    fill(password, 'newPassword', 'eleven doors without a key');
    fireEvent.submit(password);
    await within(password).findByRole('status');
  });

  it('ends other logins', async () => {
    const { dialog, platform } = await settings();
    await waitFor(() => expect(dialog.getAllByTestId('login')).toHaveLength(2));
    fireEvent.click(dialog.getByRole('button', { name: 'End' }));
    await waitFor(() => expect(dialog.getAllByTestId('login')).toHaveLength(1));
    expect(platform.logins.map(({ id }) => id)).toEqual(['l-here']);
  });

  it('links and unlinks other ways to log in', async () => {
    const { dialog, platform } = await settings((made) => {
      made.providers.push({ provider: 'corp', title: 'Corp' });
      made.identities = [identityOf('i1', 'Corp', 'ada@corp.example'), identityOf('i2', 'Club', null)];
      made.hasPassword = false;
    });
    const section = within(await dialog.findByTestId('identities-section'));
    await waitFor(() => expect(section.getAllByTestId('identity')).toHaveLength(2));
    expect(section.getAllByTestId('identity')[0]?.textContent).toContain('ada@corp.example');

    fireEvent.click(within(section.getByText('Club').closest('li') as HTMLElement).getByRole('button'));
    await waitFor(() => expect(section.getAllByTestId('identity')).toHaveLength(1));
    fireEvent.click(section.getByRole('button', { name: 'Unlink' }));
    expect((await section.findByRole('alert')).textContent).toContain('the last way into your account');
    expect(platform.identities.map(({ id }) => id)).toEqual(['i1']);

    const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined);
    fireEvent.click(await section.findByRole('button', { name: 'Link Corp' }));
    await waitFor(() => expect(assign).toHaveBeenCalledWith('https://corp.example/authorize'));
    expect(section.queryByRole('alert')).toBeNull();
    assign.mockRestore();
  });

  it('says why nothing was linked, where it was asked for', async () => {
    history.replaceState(null, '', '/?oidc_problem=conflict#/settings');
    setUp('u-ada');
    const dialog = within(await screen.findByTestId('settings-dialog'));
    const section = within(await dialog.findByTestId('identities-section'));
    expect(section.getByRole('alert').textContent).toContain('belongs to another account');
    expect(location.search).toBe('');
    fireEvent.click(dialog.getByRole('button', { name: 'Close' }));
    expect(location.hash).toBe('#/');
    go('#/');
    await waitFor(() => expect(screen.queryByTestId('settings-dialog')).toBeNull());
  });

  it('has no other ways to log in where there are none', async () => {
    const { dialog } = await settings();
    await waitFor(() => expect(dialog.getAllByTestId('login')).toHaveLength(2));
    expect(dialog.queryByTestId('identities-section')).toBeNull();
  });

  it('is deleted after a second thought and the password', async () => {
    const { dialog, platform, ada } = await settings();
    expect(dialog.getByTestId('export').getAttribute('href')).toBe('/api/auth/export');
    fireEvent.click(dialog.getByTestId('delete-account'));
    const section = dialog.getByTestId('delete-section');
    fill(section, 'currentPassword', 'right');
    fireEvent.submit(section);
    await screen.findByTestId('login-form');
    expect(platform.users.has(ada.id)).toBe(false);
  });
});

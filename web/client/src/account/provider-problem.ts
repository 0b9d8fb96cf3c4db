const PARAMETER = 'oidc_problem';

/** Why a login by a provider failed, when the browser just came back from one; null otherwise. */
export function providerProblem(): string | null {
  const name = new URLSearchParams(location.search).get(PARAMETER);
  return name === null ? null : sentence(name);
}

/** Takes it out of the address, so that it is told once. */
export function forgetProviderProblem(): void {
  const address = new URL(location.href);
  if (!address.searchParams.has(PARAMETER)) return;
  address.searchParams.delete(PARAMETER);
  history.replaceState(history.state, '', address);
}

function sentence(name: string): string {
  switch (name) {
    case 'conflict':
      return 'An account here has this e-mail address, and not both sides have verified it. Log in with your password.';
    case 'forbidden':
      return 'This login was not started here, is over, or has no account here. Try again.';
    case 'rate-limited':
      return 'That was too often. Try again later.';
    case 'try-again':
      return 'The login page of your provider cannot be reached. Try again in a moment.';
    default:
      return 'You were not logged in. Try again.';
  }
}

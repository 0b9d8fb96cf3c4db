const PARAMETER = 'oidc_problem';

/** Why a login by a provider failed, when the browser just came back from one; null otherwise. */
export function providerProblem(): string | null {
  const name = problemName();
  return name === null ? null : sentence(name);
}

/** Why somebody who is signed in could not link one; null otherwise. */
export function linkProblem(): string | null {
  const name = problemName();
  if (name === 'conflict') return 'This login belongs to another account here. Nothing was linked.';
  return name === null || name === 'rate-limited' || name === 'try-again'
    ? providerProblem()
    : 'Nothing was linked. Try again.';
}

function problemName(): string | null {
  return new URLSearchParams(location.search).get(PARAMETER);
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

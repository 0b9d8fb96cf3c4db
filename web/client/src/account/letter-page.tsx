import type { Place } from '../app/place';
import { ResetForm } from './reset-form';
import { Verification } from './verification';

type LetterPlace = Extract<Place, { token: string }>;

/** Where the links of letters lead. */
export function LetterPage({ place }: { place: LetterPlace }) {
  return place.at === 'reset-password' ? (
    <ResetForm token={place.token} />
  ) : (
    <Verification key={place.token} token={place.token} />
  );
}

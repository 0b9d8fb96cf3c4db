import { Field } from '../account/field';
import { useParley } from '../app/contexts';
import { useOwnUser } from '../people/use-own-user';
import { FormSection } from './section';

export function ProfileSection() {
  const { identity } = useParley();
  const user = useOwnUser();
  return (
    <FormSection
      title="Profile"
      testId="profile-section"
      action="Save"
      done="Saved."
      fields={['fullName', 'avatarUrl']}
      work={(value) =>
        identity.updateProfile({
          fullName: value('fullName').trim(),
          avatarUrl: value('avatarUrl').trim() === '' ? null : value('avatarUrl').trim(),
        })
      }
    >
      {(wrong) => (
        <>
          <Field
            name="fullName"
            label="Your name"
            autoComplete="name"
            required
            maxLength={100}
            defaultValue={user.fullName}
            error={wrong.fullName}
          />
          <Field
            name="avatarUrl"
            label="Picture"
            placeholder="https://… or a path on this site"
            defaultValue={user.avatarUrl ?? ''}
            error={wrong.avatarUrl}
          />
        </>
      )}
    </FormSection>
  );
}

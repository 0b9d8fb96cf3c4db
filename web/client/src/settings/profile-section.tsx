import { Field } from '../account/field';
import { useChat, useParley } from '../app/contexts';
import { useStore } from '../store/use-store';
import { FormSection } from './section';

export function ProfileSection() {
  const { identity } = useParley();
  const state = useStore(identity.state);
  const known = useChat().user;
  const user = state.phase === 'signed-in' ? state.user : known;
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

import { useEffect, useState } from 'react';
import type { User } from '@parley/sdk';
import { useParley } from '../app/contexts';

const PAUSE_MILLIS = 200;

export interface DirectorySearch {
  readonly phase: 'idle' | 'searching' | 'done' | 'failed';
  readonly users: readonly User[];
  readonly error: unknown;
}

const IDLE: DirectorySearch = { phase: 'idle', users: [], error: null };

/** Looks for users once the typing pauses; the previous ones stay until the answer is there. */
export function useDirectorySearch(query: string, me: string): DirectorySearch {
  const parley = useParley();
  const wanted = query.trim();
  const [found, setFound] = useState<DirectorySearch & { readonly query: string }>({ ...IDLE, query: '' });

  useEffect(() => {
    if (wanted === '') return;
    let current = true;
    const timer = setTimeout(() => {
      parley.users.search(wanted).then(
        ({ items }) => {
          if (!current) return;
          parley.directory.meet(items);
          const users = items.filter(({ id }) => id !== me);
          setFound({ phase: 'done', users, error: null, query: wanted });
        },
        (error: unknown) => {
          if (current) setFound({ phase: 'failed', users: [], error, query: wanted });
        },
      );
    }, PAUSE_MILLIS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [parley, wanted, me]);

  if (wanted === '') return IDLE;
  return found.query === wanted ? found : { ...found, phase: 'searching' };
}

'use client';

import { signOut } from 'next-auth/react';
import { NoAccessScreen } from '@/components/sign-in/no-access-screen';

/** Ties the page without rights to next-auth: signing in again needs a fresh start, since groups are read only then. */
export function NoAccessDoor({
  name,
  groups,
  chooseLanguage,
}: {
  name?: string;
  groups: readonly string[];
  chooseLanguage: (locale: string) => Promise<void>;
}) {
  return (
    <NoAccessScreen
      name={name}
      groups={groups}
      chooseLanguage={chooseLanguage}
      signInAgain={async () => {
        await signOut({ callbackUrl: '/sign-in' });
      }}
    />
  );
}

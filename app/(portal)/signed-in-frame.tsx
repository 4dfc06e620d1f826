'use client';

import { signOut } from 'next-auth/react';
import type { ComponentProps } from 'react';
import { PortalFrame } from '@/components/frame/portal-frame';

const leave = async () => {
  await signOut({ callbackUrl: '/sign-in' });
};

/** Ties the frame to next-auth: both ways out end on the sign-in page, one of them in every browser. */
export function SignedInFrame({
  endEverywhere,
  ...frame
}: Omit<ComponentProps<typeof PortalFrame>, 'signOut' | 'signOutEverywhere'> & {
  endEverywhere: () => Promise<unknown>;
}) {
  return (
    <PortalFrame
      {...frame}
      signOut={leave}
      signOutEverywhere={async () => {
        await endEverywhere();
        await leave();
      }}
    />
  );
}

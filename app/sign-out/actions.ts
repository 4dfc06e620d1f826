'use server';

import { leave } from '@/lib/web/sign-out';

/** Signs this browser out. */
export async function signOutHere(): Promise<void> {
  await leave(false);
}

/** Signs every browser of this person out. */
export async function signOutEverywhere(): Promise<void> {
  await leave(true);
}

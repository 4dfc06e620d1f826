'use server';

import { storePreference } from '@/lib/web/store-preference';

/** Speaks another language from now on. */
export async function chooseLanguage(locale: string): Promise<void> {
  await storePreference('locale', locale);
}

/** Light, dark, or as the system. */
export async function chooseTheme(theme: string): Promise<void> {
  await storePreference('theme', theme);
}

/** Lets single letters act, or not. */
export async function chooseSingleKeys(on: boolean): Promise<void> {
  await storePreference('singleKeys', on ? 'on' : 'off');
}

/** Keeps the zone in which this reader's times are written. */
export async function rememberTimeZone(zone: string): Promise<void> {
  await storePreference('timeZone', zone);
}

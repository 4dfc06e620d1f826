import 'server-only';
import { cookies, headers } from 'next/headers';
import { isFromOurPages } from './caller';
import { webConfig } from './deps';
import { isTimeZone, preferenceCookies } from './preferences';

const yearSeconds = 365 * 24 * 60 * 60;

const allowed: Record<keyof typeof preferenceCookies, (value: string) => boolean> = {
  locale: (value) => value === 'en' || value === 'ja',
  theme: (value) => value === 'light' || value === 'dark' || value === 'system',
  timeZone: (value) => value.length <= 64 && isTimeZone(value),
  singleKeys: (value) => value === 'on' || value === 'off',
};

/** Keeps one choice in its cookie for a year; anything that is not a choice we offer, or that no page of ours sent, is dropped without a word. */
export async function storePreference(name: keyof typeof preferenceCookies, value: unknown): Promise<void> {
  if (typeof value !== 'string' || !allowed[name](value)) return;
  const from = await headers();
  if (!isFromOurPages(from, webConfig().POSTERN_URL)) return;
  const isHttps = from.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';
  (await cookies()).set(preferenceCookies[name], value, {
    path: '/',
    maxAge: yearSeconds,
    sameSite: 'lax',
    httpOnly: true,
    secure: isHttps,
  });
}

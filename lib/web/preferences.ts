import 'server-only';
import { cookies, headers } from 'next/headers';

/** What a person chose about the look of the interface; kept in cookies, since it is wanted before anybody signs in. */
export type Preferences = {
  locale: 'en' | 'ja';
  theme: 'light' | 'dark' | 'system';
  /** IANA name of the reader's zone; UTC until their browser has said it. */
  timeZone: string;
  /** Whether single letters act as shortcuts. */
  singleKeys: boolean;
};

export const preferenceCookies = {
  locale: 'postern-locale',
  theme: 'postern-theme',
  timeZone: 'postern-zone',
  singleKeys: 'postern-keys',
} as const;

/** The first language of an Accept-Language header that we speak, by its weights; English when there is none. */
export function preferredLocale(acceptLanguage: string | null): Preferences['locale'] {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const weight = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { language: tag.toLowerCase().split('-')[0], weight: weight ? Number(weight.trim().slice(2)) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  for (const { language } of wanted) {
    if (language === 'ja' || language === 'en') return language;
  }
  return 'en';
}

/** Whether this runtime knows the zone; a cookie is outside input and an unknown zone would throw in every formatter. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The reader's preferences for this request. */
export async function readPreferences(): Promise<Preferences> {
  const jar = await cookies();
  const locale = jar.get(preferenceCookies.locale)?.value;
  const theme = jar.get(preferenceCookies.theme)?.value;
  const timeZone = jar.get(preferenceCookies.timeZone)?.value;
  return {
    locale: locale === 'ja' || locale === 'en' ? locale : preferredLocale((await headers()).get('accept-language')),
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    timeZone: timeZone && isTimeZone(timeZone) ? timeZone : 'UTC',
    singleKeys: jar.get(preferenceCookies.singleKeys)?.value !== 'off',
  };
}

import 'server-only';
import { getRequestConfig } from 'next-intl/server';
import { messages } from './messages';
import { readPreferences } from './preferences';

/** What next-intl needs to know for each request: the language comes from a cookie, never from the address. */
export default getRequestConfig(async () => {
  const { locale, timeZone } = await readPreferences();
  return { locale, timeZone, now: new Date(), messages: messages[locale] };
});

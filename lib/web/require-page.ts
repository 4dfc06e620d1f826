import 'server-only';
import { notFound } from 'next/navigation';
import type { PageName } from '../domain/people/view';
import { getMe } from '../use-cases/people/me';
import { load } from './load';

/**
 * Ends the rendering in not-found unless the page exists for whoever asks. It belongs into a layout: a page under a `loading.tsx`
 * can no longer set the answer's status, because that file's skeleton has sent 200 before the page knows.
 */
export async function requirePage(page: PageName): Promise<void> {
  const { pages } = await load(getMe);
  if (!pages.includes(page)) notFound();
}

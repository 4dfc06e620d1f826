import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { World } from './world';

/** Every look a page may have. */
export const LOOKS = [
  ['en', 'dark'],
  ['en', 'light'],
  ['ja', 'dark'],
  ['ja', 'light'],
] as const;

/** Both languages and both themes once: for what has a page's colours and words already looked at. */
export const CROSSED = [
  ['en', 'dark'],
  ['ja', 'light'],
] as const;

/** Makes the choice of a person's menu where it is kept. */
export const speak = (page: Page, world: World, locale: 'en' | 'ja') =>
  page.context().addCookies([{ name: 'postern-locale', value: locale, url: world.url }]);

/** What axe finds at fault with the page as it stands, best practice included. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
  );
}

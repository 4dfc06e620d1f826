import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { World } from './world';

export const LOCALES = ['en', 'ja'] as const;

/** Both languages and both themes once: for what has a page's colours and words already looked at. */
export const CROSSED = [
  ['en', 'dark'],
  ['ja', 'light'],
] as const;

/** Makes the choice of a person's menu where it is kept. */
export const speak = (page: Page, world: World, locale: 'en' | 'ja') =>
  page.context().addCookies([{ name: 'postern-locale', value: locale, url: world.url }]);

/** Changes the theme of a page that is there, and waits until its colours have arrived: those on their way are nobody's to read. */
export async function repaint(page: Page, colorScheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate(async () => {
    // What listens for the theme hears of it with the next frame, and what it changes begins to move with the one after.
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(moving.map((one) => one.finished));
  });
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe finds at fault with the page as it stands, best practice included. Two things make a look three times as quick and change
 * nothing of what is found: a page without frames needs no page of axe's own to put findings together in, and nobody reads where each
 * rule was kept.
 */
export async function violations(page: Page): Promise<string[]> {
  if (page.frames().length > 1) throw new Error('This page has frames, into which this look does not reach.');
  const { violations: found } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ runOnly: RULES, resultTypes: ['violations'] })
    .analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
  );
}

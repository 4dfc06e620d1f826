import type { Page } from '@playwright/test';

/** Goes to a page inside the frame and waits until it listens: the frame opens its line for news only once its scripts run. */
export async function visit(page: Page, address: string): Promise<void> {
  const listens = page.waitForRequest((request) => new URL(request.url()).pathname === '/api/changes');
  await page.goto(address);
  await listens;
}

import type { Locator, Page } from '@playwright/test';
import { visit } from '../visit';

/** The record, and whether its chain is whole. */
export class Audit {
  readonly #page: Page;
  readonly verify: Locator;
  readonly chain: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.verify = page.getByRole('button', { name: 'Verify now' });
    this.chain = page.getByText(/^The chain is (whole|broken)/).first();
  }

  async goto(origin: string): Promise<void> {
    await visit(this.#page, `${origin}/audit`);
  }
}

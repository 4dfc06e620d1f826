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

  /** Narrows the record by what is typed, as a token or as words. */
  async narrow(typed: string): Promise<void> {
    const field = this.#page.getByRole('combobox', { name: 'Filter events' });
    await field.fill(typed);
    await field.press('Enter');
  }

  /** The rows that are shown, without their head. */
  get rows(): Locator {
    return this.#page.getByRole('table', { name: 'Audit' }).locator('tbody tr');
  }

  async goto(origin: string): Promise<void> {
    await visit(this.#page, `${origin}/audit`);
  }
}

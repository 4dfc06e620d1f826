import type { Locator, Page } from '@playwright/test';
import { visit } from '../visit';
import { RequestPage } from './request';

/** What waits for the reader's yes or no. */
export class Approvals {
  readonly #page: Page;
  /** The request that stands open beside the list. */
  readonly chosen: RequestPage;

  constructor(page: Page) {
    this.#page = page;
    this.chosen = new RequestPage(page);
  }

  async goto(origin: string): Promise<void> {
    await visit(this.#page, `${origin}/approvals`);
  }

  row(number: number): Locator {
    return this.#page.getByRole('link', { name: new RegExp(`R-${number}\\b`) });
  }
}

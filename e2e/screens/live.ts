import type { Locator, Page } from '@playwright/test';
import { visit } from '../visit';

/** Everything that happens now. */
export class Live {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async goto(origin: string): Promise<void> {
    await visit(this.#page, `${origin}/live`);
  }

  /** The link that watches one person's terminal. */
  tile(target: string, person: string): Locator {
    return this.#page.getByRole('article').filter({ hasText: person }).getByRole('link', { name: target, exact: true });
  }
}

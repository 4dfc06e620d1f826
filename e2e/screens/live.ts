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

  /** The tile of one person's terminal. */
  tileOf(target: string, person: string): Locator {
    return this.#page
      .getByRole('article')
      .filter({ hasText: person })
      .filter({ has: this.#page.getByRole('button', { name: target, exact: true }) });
  }

  /** What is pressed to watch it below the tiles. */
  tile(target: string, person: string): Locator {
    return this.tileOf(target, person).getByRole('button', { name: target, exact: true });
  }

  /** The terminal that is watched below the tiles. */
  pane(target: string): Locator {
    return this.#page.getByRole('region', { name: new RegExp(`^Watching .* on ${target}$`) });
  }
}

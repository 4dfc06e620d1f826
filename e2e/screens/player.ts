import type { Locator, Page } from '@playwright/test';

/** One recording: played, searched, and checked. */
export class Player {
  readonly check: Locator;
  readonly play: Locator;
  readonly pause: Locator;
  readonly search: Locator;
  readonly hits: Locator;

  constructor(page: Page) {
    // What is streamed in stands hidden beside its place for a moment.
    this.check = page
      .getByText(/^(Whole and unaltered|Not yet checked|Altered or incomplete|Still running)$/)
      .filter({ visible: true });
    this.play = page.getByRole('button', { name: 'Play' });
    this.pause = page.getByRole('button', { name: 'Pause' });
    this.search = page
      .getByRole('searchbox')
      .or(page.getByRole('textbox', { name: 'Search this recording' }))
      .first();
    this.hits = page.getByText(/^(\d+ lines? holds? that\.|\d+ lines hold that\.|No line holds that\.)$/);
  }
}

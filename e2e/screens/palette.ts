import type { Locator, Page } from '@playwright/test';

/** ⌘K over everything. */
export class Palette {
  readonly #page: Page;
  readonly input: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.input = page.getByRole('dialog').getByRole('combobox');
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+k');
    await this.input.waitFor();
  }

  entry(name: RegExp): Locator {
    return this.#page.getByRole('dialog').getByRole('option', { name });
  }
}

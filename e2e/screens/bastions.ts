import type { Locator, Page } from '@playwright/test';
import { visit } from '../visit';

/** What runs, for whom, and what is stuck. */
export class Bastions {
  readonly #page: Page;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.dialog = page.getByRole('alertdialog');
  }

  async goto(origin: string): Promise<void> {
    await visit(this.#page, `${origin}/bastions`);
  }

  /** The row of the bastion with this number. */
  row(number: number): Locator {
    return this.#page.getByRole('row').filter({ hasText: `B-${number}` });
  }

  async stopBecause(number: number, reason: string): Promise<void> {
    await this.row(number).getByRole('button', { name: 'Stop…' }).click();
    await this.dialog.getByRole('textbox').fill(reason);
    await this.dialog.getByRole('button', { name: /^Stop 1 bastion/ }).click();
  }
}

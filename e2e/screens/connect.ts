import type { Locator, Page } from '@playwright/test';
import { visit } from '../visit';
import { RequestSheet } from './request-sheet';

/** Home: what I am in, what I can reach, what I could ask for. */
export class Connect {
  readonly #page: Page;
  readonly filter: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.filter = page
      .getByRole('searchbox')
      .or(page.getByRole('textbox', { name: /^Filter / }))
      .first();
  }

  async goto(origin: string): Promise<void> {
    await visit(this.#page, `${origin}/`);
  }

  /** The row of one target. */
  row(target: string): Locator {
    return this.#page
      .getByRole('listitem')
      .filter({ has: this.#page.getByRole('button', { name: target, exact: true }) });
  }

  /** The act that opens a terminal at once, or the sheet in which policy opens it. */
  openAct(target: string): Locator {
    return this.#page.getByRole('button', { name: `Open terminal on ${target}`, exact: true });
  }

  async openNow(target: string): Promise<void> {
    await this.openAct(target).click();
  }

  async ask(target: string): Promise<RequestSheet> {
    await this.#page.getByRole('button', { name: `Request ${target}`, exact: true }).click();
    return new RequestSheet(this.#page);
  }

  /** For a target that policy opens without asking anybody: reason, and in. */
  async openAtOnce(target: string, reason: string): Promise<void> {
    await this.openAct(target).click();
    const sheet = new RequestSheet(this.#page);
    await sheet.reason.fill(reason);
    await sheet.openNow.click();
  }
}

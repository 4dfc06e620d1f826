import type { Locator, Page } from '@playwright/test';

/** The lit door, and the provider's page behind it. */
export class SignIn {
  readonly #page: Page;
  readonly heading: Locator;
  readonly refusal: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.heading = page.getByRole('heading', { level: 1 });
    this.refusal = page.getByRole('main').getByRole('alert');
  }

  async continue(): Promise<void> {
    await this.#page.getByRole('button', { name: /^Continue with |で続ける$/ }).click();
  }

  /** On the provider's page. */
  async choose(person: string): Promise<void> {
    await this.#page.getByRole('button', { name: person, exact: true }).click();
  }
}

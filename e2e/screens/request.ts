import type { Locator, Page } from '@playwright/test';

/** One request: its question, who must say yes, what has happened, and the bar with what may be done. */
export class RequestPage {
  readonly #page: Page;
  readonly approve: Locator;
  readonly deny: Locator;
  readonly revoke: Locator;
  readonly open: Locator;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.approve = page.getByRole('button', { name: /^Approve / });
    this.deny = page.getByRole('button', { name: /^Deny…/ });
    this.revoke = page.getByRole('button', { name: 'Revoke…' });
    this.open = page.getByRole('button', { name: 'Open terminal', exact: true });
    this.dialog = page.getByRole('alertdialog');
  }

  async goto(origin: string, requestId: string): Promise<void> {
    await this.#page.goto(`${origin}/requests/${requestId}`);
  }

  /** Takes the grant away; its reason is shown to the person. */
  async revokeBecause(reason: string): Promise<void> {
    await this.revoke.click();
    await this.dialog.getByRole('textbox').fill(reason);
    await this.dialog.getByRole('button', { name: /^Revoke 1 grant/ }).click();
  }

  async denyBecause(reason: string): Promise<void> {
    await this.deny.click();
    await this.dialog.getByRole('textbox').fill(reason);
    await this.dialog.getByRole('button', { name: 'Deny', exact: true }).click();
  }
}

import { expect, type Locator, type Page } from '@playwright/test';
import { visit } from '../visit';

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
    await visit(this.#page, `${origin}/requests/${requestId}`);
  }

  /** Says yes, and waits until the bar tells what came of it. */
  async sayYes(): Promise<void> {
    await this.#insist(this.approve, () => expect(this.approve).toHaveCount(0, { timeout: 2_000 }));
  }

  /** Takes the grant away; its reason is shown to the person. */
  async revokeBecause(reason: string): Promise<void> {
    await this.#insist(this.revoke, () => expect(this.dialog).toBeVisible({ timeout: 1_000 }));
    await this.dialog.getByRole('textbox').fill(reason);
    await this.dialog.getByRole('button', { name: /^Revoke 1 grant/ }).click();
  }

  async denyBecause(reason: string): Promise<void> {
    await this.#insist(this.deny, () => expect(this.dialog).toBeVisible({ timeout: 1_000 }));
    await this.dialog.getByRole('textbox').fill(reason);
    await this.dialog.getByRole('button', { name: 'Deny', exact: true }).click();
  }

  /** The bar takes no press in its first moment, so that nobody decides by accident; a person would press again. */
  async #insist(button: Locator, seen: () => Promise<void>): Promise<void> {
    await expect(async () => {
      if (await button.isVisible()) await button.click();
      await seen();
    }).toPass();
  }
}

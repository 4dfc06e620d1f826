import type { Locator, Page } from '@playwright/test';

/** Asking for one target: why, for how long, and what a yes takes. */
export class RequestSheet {
  readonly dialog: Locator;
  readonly reason: Locator;
  readonly ticket: Locator;
  readonly durations: Locator;
  readonly minutes: Locator;
  readonly whatAYesTakes: Locator;
  readonly send: Locator;
  readonly openNow: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog');
    this.reason = this.dialog.getByRole('textbox', { name: 'Why' });
    this.ticket = this.dialog.getByRole('textbox', { name: 'Ticket' });
    this.durations = this.dialog.getByRole('radiogroup', { name: 'For how long' });
    this.minutes = this.dialog.getByRole('textbox', { name: 'Minutes' });
    this.whatAYesTakes = this.dialog.getByRole('region', { name: 'What a yes takes' });
    this.send = this.dialog.getByRole('button', { name: 'Send request' });
    this.openNow = this.dialog.getByRole('button', { name: 'Open terminal' });
  }
}

import { expect, type Locator, type Page } from '@playwright/test';
import type { WireTap } from '../wire-tap';

/** The terminal's page. Its grid is read as a screen reader reads it, row by row; its bytes through the tap. */
export class TerminalPage {
  readonly page: Page;
  readonly tap: WireTap;
  /** The rows of the grid, as a list. */
  readonly screen: Locator;
  readonly input: Locator;
  readonly launch: Locator;
  readonly failure: Locator;
  readonly ended: Locator;
  readonly dialog: Locator;
  readonly end: Locator;

  constructor(page: Page, tap: WireTap) {
    this.page = page;
    this.tap = tap;
    const grid = page.getByRole('region', { name: /^Screen of |の画面$/ });
    this.screen = grid.getByRole('list');
    this.input = grid.getByRole('textbox');
    this.launch = page.getByRole('region', { name: /^Opening |を開いています/ });
    this.failure = this.launch.getByRole('alert');
    this.ended = page.getByRole('status', { name: /^This terminal has ended$|このターミナルは/ });
    this.dialog = page.getByRole('alertdialog');
    this.end = page.getByRole('button', { name: 'End…' });
  }

  /** The id in the page's address, once it is there. */
  async id(): Promise<string> {
    await this.page.waitForURL(/\/terminals\/[0-9a-f-]{36}/);
    const [, id = ''] = /\/terminals\/([0-9a-f-]{36})/.exec(this.page.url()) ?? [];
    return id;
  }

  /** Waits for the shell's first prompt. */
  async ready(): Promise<this> {
    await this.id();
    await expect(this.screen).toContainText('$');
    return this;
  }

  /** Types a line and Enter, key by key. */
  async run(command: string): Promise<void> {
    await this.input.focus();
    await this.page.keyboard.type(command);
    await this.page.keyboard.press('Enter');
  }

  /** Writes text as an input method does: composed at the cursor, then committed. */
  async compose(text: string): Promise<void> {
    await this.input.focus();
    const devtools = await this.page.context().newCDPSession(this.page);
    await devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await devtools.send('Input.insertText', { text });
    await devtools.detach();
  }

  /** The rows as they stand, without the blanks at their ends. */
  async rows(): Promise<string[]> {
    const rows = await this.screen.getByRole('listitem').allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd());
  }

  /** The shell waits for a command: a program that has not ended would take the next one as its own input. */
  async prompt(): Promise<void> {
    await expect.poll(async () => (await this.rows()).findLast((row) => row !== '')).toMatch(/\$$/);
  }

  /** Columns and lines as the shell itself knows them, from a fresh `stty size`. */
  async size(): Promise<{ rows: number; cols: number }> {
    const from = this.tap.length;
    await this.run('stty size');
    const pattern = /(\d+) (\d+)\r\n/;
    await expect.poll(() => pattern.test(this.tap.textFrom(from))).toBe(true);
    const [, rows = '', cols = ''] = pattern.exec(this.tap.textFrom(from)) ?? [];
    return { rows: Number(rows), cols: Number(cols) };
  }

  /** What the last line of the page says about the grid: columns and lines. */
  async shownSize(): Promise<{ rows: number; cols: number }> {
    const text = await this.page.getByText(/^\d+×\d+$/).textContent();
    const [, cols = '', rows = ''] = /(\d+)×(\d+)/.exec(text ?? '') ?? [];
    return { rows: Number(rows), cols: Number(cols) };
  }

  /** Two fingers on the grid, `from` to `to` pixels apart. */
  async pinch(from: number, to: number): Promise<void> {
    const fingers = (apart: number) => [-1, 1].map((side, id) => ({ x: 195 + (side * apart) / 2, y: 400, id }));
    const devtools = await this.page.context().newCDPSession(this.page);
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(from) });
    for (let step = 1; step <= 5; step += 1) {
      const touchPoints = fingers(from + ((to - from) * step) / 5);
      await devtools.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints });
    }
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await devtools.detach();
  }

  /** Puts text on the clipboard and pastes it as a person would. */
  async paste(text: string): Promise<void> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate((one) => navigator.clipboard.writeText(one), text);
    await this.input.focus();
    await this.page.keyboard.press('Shift+Insert');
  }
}

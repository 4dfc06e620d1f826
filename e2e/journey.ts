import { writeFileSync } from 'node:fs';
import { type BrowserContextOptions, test as base, type Page } from '@playwright/test';
import { WireTap } from './wire-tap';
import { World } from './world';

export { expect } from '@playwright/test';

/** Somebody in a browser of their own. */
export type Person = {
  name: string;
  page: Page;
  /** What the bridge has sent to this page. */
  tap: WireTap;
  /** Another tab of the same browser, with everything that is watched on the first. */
  newTab(): Promise<{ page: Page; tap: WireTap }>;
  /** From here on the line is meant to break, so the browser's own complaints about that are no fault. */
  expectLineTrouble(): void;
};

type Enter = (name: string, options?: BrowserContextOptions & { readScreen?: boolean }) => Promise<Person>;

// What Chromium itself writes when a line breaks; nothing of the product's.
const LINE_TROUBLE =
  /net::ERR_|WebSocket connection to|Failed to load resource|Failed to fetch|NetworkError|network error/i;

/** The tests' own `test`: a world for all journeys, people in browsers of their own, and no journey leaves a fault unseen. */
export const test = base.extend<{ enter: Enter; measure: (text: string) => void }, { world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from this very pattern
    async ({}, use) => {
      const world = await World.start();
      await use(world);
      await world.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],

  enter: async ({ browser, world }, use, testInfo) => {
    const faults: string[] = [];
    const contexts: { close(): Promise<void> }[] = [];
    const enter: Enter = async (name, { readScreen = true, ...options } = {}) => {
      const context = await browser.newContext({
        viewport: testInfo.project.use.viewport,
        locale: testInfo.project.use.locale,
        colorScheme: testInfo.project.use.colorScheme,
        ...options,
      });
      contexts.push(context);
      // A preference a person can set at the terminal's foot: it makes the grid readable by role.
      if (readScreen) await context.addInitScript(() => localStorage.setItem('postern.terminal.reader', 'true'));
      let lineTrouble = false;
      const watched = (page: Page) => {
        const note = (text: string) => {
          if (lineTrouble && LINE_TROUBLE.test(text)) return;
          faults.push(`${name} at ${new URL(page.url()).pathname}: ${text}`);
        };
        page.on('pageerror', (error) => note(error.stack ?? error.message));
        page.on('console', (message) => {
          // Chromium reports what the Content-Security-Policy refused as an error as well.
          if (message.type() === 'error') note(message.text());
        });
        return { page, tap: new WireTap(page) };
      };
      const first = watched(await context.newPage());
      await world.signIn(first.page, name);
      return {
        name,
        ...first,
        newTab: async () => watched(await context.newPage()),
        expectLineTrouble: () => {
          lineTrouble = true;
        },
      };
    };
    await use(enter);
    for (const context of contexts) await context.close();
    await world.tidy();
    if (faults.length > 0 && testInfo.status === testInfo.expectedStatus) {
      throw new Error(`A page complained:\n${faults.join('\n')}`);
    }
    if (faults.length > 0) await testInfo.attach('what pages complained about', { body: faults.join('\n') });
    if (testInfo.status !== testInfo.expectedStatus) {
      const path = testInfo.outputPath('server.log');
      writeFileSync(path, world.serverLog().slice(-200_000));
      await testInfo.attach('server.log', { path });
    }
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from this very pattern
  measure: async ({}, use, testInfo) => {
    await use((text) => {
      testInfo.annotations.push({ type: 'measure', description: text });
      console.log(`    · ${text}`);
    });
  },
});

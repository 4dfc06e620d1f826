import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './browser';

const { executablePath, args, env } = findBrowser();

/** Each of two workers walks its journeys one after the other in a world of its own, so no journey meets another's people. */
export default defineConfig({
  testDir: './journeys',
  globalSetup: fileURLToPath(new URL('./build-first.ts', import.meta.url)),
  outputDir: fileURLToPath(new URL('../.postern/journeys', import.meta.url)),
  workers: 2,
  fullyParallel: false,
  // A journey that needs a second try has found something.
  retries: 0,
  forbidOnly: true,
  // Generous, because nothing here waits for a clock: a machine under load is slow, not wrong.
  timeout: 120_000,
  globalTimeout: 40 * 60_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    colorScheme: 'dark',
    actionTimeout: 20_000,
    navigationTimeout: 40_000,
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    launchOptions: { executablePath, args, env: { ...withoutAbsent(process.env), ...env } },
  },
});

function withoutAbsent(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

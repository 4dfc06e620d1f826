import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const resolve = { alias: { '@/': root } };
const exclude = ['**/node_modules/**', '.next/**', '.postern/**'];

// Nothing here waits for a clock, so patience costs nothing: a machine under load is slow, not wrong.
const patience = { testTimeout: 90_000, hookTimeout: 90_000, expect: { poll: { timeout: 20_000 } } };
// Much of a run is waiting for other processes, so even two cores have work for two at once; one Postgres is there for all.
const maxWorkers = Math.min(4, Math.max(2, availableParallelism()));

// The suffix of a test file says what it needs: nothing, Postgres (.db), or the local AWS wire (.aws).
export default defineConfig({
  resolve,
  test: {
    maxWorkers,
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx,mjs}'],
          exclude: [...exclude, '**/*.db.test.ts', '**/*.aws.test.ts', 'infra/**'],
          ...patience,
        },
      },
      {
        resolve,
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude,
          globalSetup: ['lib/db/testing/global-setup.ts'],
          ...patience,
        },
      },
      {
        resolve,
        test: {
          name: 'infra',
          include: ['infra/**/*.test.ts'],
          exclude: [...exclude, '**/*.aws.test.ts'],
          globalSetup: ['infra/testing/global-setup.ts'],
          ...patience,
        },
      },
      {
        resolve,
        test: { name: 'aws', include: ['**/*.aws.test.ts'], exclude, ...patience },
      },
    ],
  },
});

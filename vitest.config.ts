import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const resolve = { alias: { '@/': root } };
const exclude = ['**/node_modules/**', '.next/**', '.postern/**'];

// The suffix of a test file says what it needs: nothing, Postgres (.db), or the local AWS wire (.aws).
export default defineConfig({
  resolve,
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx,mjs}'],
          exclude: [...exclude, '**/*.db.test.ts', '**/*.aws.test.ts', 'infra/**'],
        },
      },
      {
        resolve,
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude,
          globalSetup: ['lib/db/testing/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'infra',
          include: ['infra/**/*.test.ts'],
          exclude: [...exclude, '**/*.aws.test.ts'],
          globalSetup: ['infra/testing/global-setup.ts'],
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        test: { name: 'aws', include: ['**/*.aws.test.ts'], exclude, testTimeout: 30_000, hookTimeout: 60_000 },
      },
    ],
  },
});

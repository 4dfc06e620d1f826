// What `npm start` runs once the packages are there.
import { fileURLToPath } from 'node:url';
import { runWorld } from './world/run-world';

await runWorld({
  root: fileURLToPath(new URL('..', import.meta.url)),
  environment: process.env,
  development: process.argv.includes('--dev'),
});

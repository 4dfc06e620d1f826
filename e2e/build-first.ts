import { fileURLToPath } from 'node:url';
import { ensurePagesBuilt } from '../local/build-pages';

/** Journeys are walked through the built product; a build that fails ends the run before it has begun. */
export default async function buildFirst(): Promise<void> {
  await ensurePagesBuilt(fileURLToPath(new URL('..', import.meta.url)), console.log);
}

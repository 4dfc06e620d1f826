// Loaded before dependency-cruiser, which parses every file as TypeScript without JSX and stops at the first component
// (docs/decisions/0009): tells the parser which files have JSX.
import { createRequire } from 'node:module';

const swc = createRequire(import.meta.url)('@swc/core');
const { parseFileSync } = swc;
swc.parseFileSync = (path, options) => parseFileSync.call(swc, path, { ...options, tsx: path.endsWith('x') });

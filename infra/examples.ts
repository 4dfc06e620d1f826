import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from './context/context-file';
import { readContext } from './context/read-context';
import { describeInstallation } from './installation';
import { printTemplate } from './print-template';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The context files that come with Postern. */
export const EXAMPLES = ['tokyo', 'virginia', 'adopted'] as const;
export type Example = (typeof EXAMPLES)[number];

/** Where the plain templates of an example are committed. */
export function templatesFolder(example: Example): string {
  return join(here, 'templates', example);
}

/** Where the picture of an example is committed. */
export function picturePath(example: Example): string {
  return join(here, '..', 'docs', 'pictures', `network-${example}.svg`);
}

/** The text of an example's context file. */
export function exampleText(example: Example): string {
  return readFileSync(join(here, 'contexts', `${example}.json`), 'utf8');
}

/** What the names of an example begin with. */
export function nameOf(example: Example): string {
  return readContext(exampleText(example), `contexts/${example}.json`).name;
}

/** Synthesises an example, security checks included; file name to text of each template. Throws when a check finds something. */
export function synthesise(example: Example): Record<string, string> {
  return synthesiseContext(readContext(exampleText(example), `contexts/${example}.json`));
}

/** The same for a context of one's own. */
export function synthesiseContext(context: Context): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'postern-synth-'));
  try {
    describeInstallation(context, { outdir }).synth();
    const names = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
    const texts = names.sort().map((name) => [name, readFileSync(join(outdir, name), 'utf8')] as const);
    return Object.fromEntries(texts.map(([name, text]) => [name, printTemplate(JSON.parse(text))]));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

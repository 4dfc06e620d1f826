import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { costTables } from '../cost/monthly-cost';
import { PICTURED, pictureOf } from '../draw-network';
import { EXAMPLES, type Example, nameOf, picturePath, synthesise, templatesFolder } from '../examples';
import { placeTable } from '../place-table';
import { roleTable } from '../rights/role-table';

/**
 * `npm run templates`: writes the plain templates of the examples, the tables of roles and of costs, and the pictures; run it after every
 * change of a stack or a price.
 */
const synthesised = {} as Record<Example, Record<string, string>>;
const named: { prefix: string; text: string }[] = [];
for (const example of EXAMPLES) {
  const folder = templatesFolder(example);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = synthesise(example);
  synthesised[example] = made;
  for (const [name, text] of Object.entries(made)) {
    writeFileSync(join(folder, name), text);
    named.push({ prefix: nameOf(example), text });
  }
  const caption = PICTURED[example];
  if (caption) writeFileSync(picturePath(example), pictureOf(made, caption));
  console.log(`Wrote templates/${example}`);
}
const readme = fileURLToPath(new URL('../README.md', import.meta.url));
writeFileSync(readme, placeTable(readFileSync(readme, 'utf8'), 'roles', roleTable(named)));
const deploy = fileURLToPath(new URL('../../docs/deploy.md', import.meta.url));
writeFileSync(deploy, placeTable(readFileSync(deploy, 'utf8'), 'costs', costTables(synthesised)));
console.log('Wrote the tables of roles in README.md and of costs in docs/deploy.md');

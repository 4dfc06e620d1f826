import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXAMPLES, nameOf, synthesise, templatesFolder } from '../examples';
import { roleTable, withRoleTable } from '../rights/role-table';

/** `npm run templates`: writes the plain templates of the examples and the table of roles; run it after every change of a stack. */
const named: { prefix: string; text: string }[] = [];
for (const example of EXAMPLES) {
  const folder = templatesFolder(example);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(synthesise(example))) {
    writeFileSync(join(folder, name), text);
    named.push({ prefix: nameOf(example), text });
  }
  console.log(`Wrote templates/${example}`);
}
const readme = fileURLToPath(new URL('../README.md', import.meta.url));
writeFileSync(readme, withRoleTable(readFileSync(readme, 'utf8'), roleTable(named)));
console.log('Wrote the table of roles in README.md');

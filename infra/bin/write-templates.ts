import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PICTURED, pictureOf } from '../draw-network';
import { EXAMPLES, nameOf, picturePath, synthesise, templatesFolder } from '../examples';
import { roleTable, withRoleTable } from '../rights/role-table';

/**
 * `npm run templates`: writes the plain templates of the examples, the table of roles and the pictures; run it after every change
 * of a stack.
 */
const named: { prefix: string; text: string }[] = [];
for (const example of EXAMPLES) {
  const folder = templatesFolder(example);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = synthesise(example);
  for (const [name, text] of Object.entries(made)) {
    writeFileSync(join(folder, name), text);
    named.push({ prefix: nameOf(example), text });
  }
  const caption = PICTURED[example];
  if (caption) writeFileSync(picturePath(example), pictureOf(made, caption));
  console.log(`Wrote templates/${example}`);
}
const readme = fileURLToPath(new URL('../README.md', import.meta.url));
writeFileSync(readme, withRoleTable(readFileSync(readme, 'utf8'), roleTable(named)));
console.log('Wrote the table of roles in README.md');

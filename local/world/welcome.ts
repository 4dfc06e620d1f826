import type { LocalPerson } from '../identity/people';

/** The lines a person reads when everything runs; the last one says where. */
export function welcome(world: {
  url: string;
  logsFolder: string;
  identity?: { people: readonly LocalPerson[] };
}): string[] {
  const people = world.identity?.people ?? [];
  const width = Math.max(0, ...people.map(({ name }) => name.length));
  const roleWidth = Math.max(0, ...people.map(({ role }) => role.length));
  const table = people.map(
    ({ name, role, groups }) =>
      `  ${name.padEnd(width)}  ${role.padEnd(roleWidth)}  ${groups.join(', ') || 'in no group'}`,
  );
  return [
    ...(people.length > 0 ? ['', 'Who can sign in, by one click and without a password:', ...table] : []),
    '',
    `Logs are in ${world.logsFolder}`,
    `Postern is ready at ${world.url}`,
  ];
}

// Loaded before Postern in its container: makes of what ECS hands over (a secret as JSON, a parameter as text) what Postern reads
// (an address, a file). Everything else is passed on untouched. Faults are told all at once, without any value.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ENVIRONMENTS_FILE = '/tmp/environments.json';
const AUTHORITIES = '/opt/rds-authorities.pem';
/** Members of the secret RDS makes; all that an address needs. */
const MEMBERS = ['username', 'password', 'host', 'port', 'dbname'];

/**
 * What to set, what to write where, and what is wrong; changes nothing itself.
 * @param {Record<string, string | undefined>} environment
 * @returns {{ set: Record<string, string>, files: Record<string, string>, faults: string[] }}
 */
export function prepared(environment) {
  const set = {};
  const files = {};
  const faults = [];
  const database = environment.POSTERN_DATABASE_SECRET;
  if (database && environment.DATABASE_URL)
    faults.push('POSTERN_DATABASE_SECRET and DATABASE_URL must not both be set');
  else if (database) {
    const secret = objectOf(database);
    const lacking = secret
      ? MEMBERS.filter((name) => !['string', 'number'].includes(typeof secret[name]) || secret[name] === '')
      : [];
    if (!secret) faults.push('POSTERN_DATABASE_SECRET must be a JSON object');
    else if (lacking.length > 0) faults.push(`POSTERN_DATABASE_SECRET must have ${lacking.join(', ')}`);
    else set.DATABASE_URL = addressOf(secret);
  }
  const environments = environment.POSTERN_ENVIRONMENTS_JSON;
  if (environments && environment.POSTERN_ENVIRONMENTS)
    faults.push('POSTERN_ENVIRONMENTS_JSON and POSTERN_ENVIRONMENTS must not both be set');
  else if (environments && !objectOf(environments)) faults.push('POSTERN_ENVIRONMENTS_JSON must be a JSON object');
  else if (environments) {
    set.POSTERN_ENVIRONMENTS = ENVIRONMENTS_FILE;
    files[ENVIRONMENTS_FILE] = environments;
  }
  return { set, files, faults };
}

function objectOf(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function addressOf({ username, password, host, port, dbname }) {
  const account = [username, password].map((part) => encodeURIComponent(String(part))).join(':');
  const trust = `sslmode=verify-full&sslrootcert=${encodeURIComponent(AUTHORITIES)}`;
  return `postgresql://${account}@${host}:${port}/${encodeURIComponent(String(dbname))}?${trust}`;
}

function main() {
  const { set, files, faults } = prepared(process.env);
  if (faults.length > 0) {
    for (const fault of faults) console.error(fault);
    process.exit(78);
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(path, text, { mode: 0o600 });
  Object.assign(process.env, set);
  delete process.env.POSTERN_DATABASE_SECRET;
  delete process.env.POSTERN_ENVIRONMENTS_JSON;
}

// Node loads it with --import, before the program named on the command line.
if (process.execArgv.some((argument) => argument.endsWith(fileURLToPath(import.meta.url)))) main();

// `npm run doctor -- [--environment NAME] [--file FILE] [--json]`: compares environments with what AWS has, by calls that
// change nothing. Which ones: those of FILE, else of the database (DATABASE_URL), else of the file POSTERN_ENVIRONMENTS names. Exit codes: 0
// no fault, 1 faults, 2 could not begin.
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openAwsClients } from '../lib/aws/clients';
import { cloudEnvironments } from '../lib/aws/cloud-environments';
import { openDatabase } from '../lib/db/client';
import { examinedOf } from '../lib/domain/targets/environment-facts';
import { readEnvironments } from '../lib/first-run';
import { type Examination, examineDescribed, examineKept } from '../lib/use-cases/targets/examine';

type Wanted = { name: string | null; file: string | null };

const MARKS = { ok: 'ok     ', warning: 'WARNING', fault: 'FAULT  ' } as const;

/** The findings as people read them: one line a check, and under what is not well what to do. */
export function report(examinations: readonly Examination[]): string {
  return examinations
    .map(({ environment, findings }) => {
      const lines = findings.flatMap(({ check, state, says, act }) => [
        `  ${MARKS[state]} ${check.padEnd(14)} ${plain(says)}`,
        ...(act ? [`${' '.repeat(25)}${plain(act)}`] : []),
      ]);
      const count = (wanted: 'fault' | 'warning') => {
        const found = findings.filter(({ state }) => state === wanted).length;
        return `${found || 'no'} ${wanted}${found > 1 ? 's' : ''}`;
      };
      const sum = `${findings.length} checks, ${count('fault')}, ${count('warning')}.`;
      return [`${environment}: ${sum}`, ...lines].join('\n');
    })
    .join('\n\n');
}

/** Without anything that could steer a terminal: part of it is the words of a service. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      environment: { type: 'string' },
      file: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { environment: name = null, file = null, json } = values;
  const examinations = await examine({ name, file });
  if (examinations.length === 0)
    throw new Error(name === null ? 'There is no environment yet.' : `There is no environment ${name}.`);
  console.log(json ? JSON.stringify(examinations, null, 2) : report(examinations));
  const faulty = examinations.some(({ findings }) => findings.some(({ state }) => state === 'fault'));
  process.exitCode = faulty ? 1 : 0;
}

async function examine({ name, file }: Wanted): Promise<Examination[]> {
  const url = process.env.DATABASE_URL;
  const path = file ?? (url ? null : process.env.POSTERN_ENVIRONMENTS);
  if (!path && !url)
    throw new Error('Say which environments: --file FILE, or set DATABASE_URL or POSTERN_ENVIRONMENTS.');
  const clock = { now: () => new Date() };
  // Somebody is waiting for the answer.
  const clients = openAwsClients({ maxAttempts: 4 });
  const reader = cloudEnvironments(clients, clock);
  try {
    if (path) {
      const { environments } = await readEnvironments(path);
      const asked = environments.filter((one) => name === null || one.name === name);
      return await examineDescribed(
        reader,
        asked.map((one) => examinedOf(one, one.targets)),
      );
    }
    const db = openDatabase(url ?? '', 2);
    try {
      return await examineKept({ db, clock }, reader, name);
    } finally {
      await db.close();
    }
  } finally {
    clients.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
}

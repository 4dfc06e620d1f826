import { writeAudit } from '../../db/audit';
import { listEnvironments } from '../../db/environments';
import { listTargets } from '../../db/targets';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { type Examined, examinedOf } from '../../domain/targets/environment-facts';
import { examineEnvironment } from '../../domain/targets/examine-environment';
import type { Finding } from '../../domain/targets/finding';
import type { Deps } from '../deps';
import type { EnvironmentReader } from '../ports';

/** What came of comparing one environment with AWS. */
export type Examination = { environment: string; findings: Finding[] };

/** Compares environments with AWS, one after another; nothing is written. */
export async function examineDescribed(
  reader: EnvironmentReader,
  environments: readonly Examined[],
): Promise<Examination[]> {
  const done: Examination[] = [];
  for (const environment of environments)
    done.push({
      environment: environment.name,
      findings: examineEnvironment(environment, await reader.look(environment)),
    });
  return done;
}

/** Compares Postern's own environments with AWS, one by name or all of them, and puts each on record. None of that name is an empty list. */
export async function examineKept(
  deps: Pick<Deps, 'db' | 'clock'>,
  reader: EnvironmentReader,
  name: string | null,
): Promise<Examination[]> {
  const kept = await listEnvironments(deps.db.prisma);
  const targets = await listTargets(deps.db.prisma);
  const asked = kept.filter((one) => name === null || one.name === name);
  const done = await examineDescribed(
    reader,
    asked.map((environment) => {
      const own = targets.filter((placed) => placed.environment.id === environment.id);
      return examinedOf(
        environment,
        own.map(({ target }) => target),
      );
    }),
  );
  const events = done.map(({ findings }, index) => {
    const faults = findings.flatMap(({ check, state }) => (state === 'fault' ? [check] : []));
    const warnings = findings.filter(({ state }) => state === 'warning').length;
    const environment = asked[index];
    return auditEvent(
      'environment.examined',
      { name: environment?.name ?? '', faults, warnings },
      environment ? { environmentId: environment.id } : {},
    );
  });
  if (events.length > 0)
    await inTransaction(deps.db, (tx) => writeAudit(tx, { actor: 'postern', at: deps.clock.now(), events }));
  return done;
}

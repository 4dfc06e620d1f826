import { fileURLToPath } from 'node:url';
import type { PersonId, RequestId, TerminalId } from '../../domain/ids';
import type { PolicyActor, PolicyEnvironment, PolicyTarget, Resource } from '../entities';
import { readPolicyFolder } from '../read-folder';
import { type PolicySet, readPolicies } from '../read-policies';

export const NOW = new Date('2026-11-22T10:30:00Z');

/** The policies an installation begins with. */
export const defaultFiles = await readPolicyFolder(fileURLToPath(new URL('../default', import.meta.url)));

export const defaults: PolicySet = readPolicies(1, defaultFiles);

/** Somebody in these groups, whose groups were read ten minutes ago. */
export function somebody(personId: string, ...groups: string[]): PolicyActor {
  return {
    personId: personId as PersonId,
    email: `${personId}@example.test`,
    groups,
    groupsReadAt: new Date(NOW.getTime() - 10 * 60_000),
  };
}

export const people = {
  developer: somebody('developer', 'developers', 'payments-operations'),
  infrastructure: somebody('infrastructure', 'developers', 'infrastructure'),
  approver: somebody('approver', 'developers', 'infrastructure', 'approvers'),
  security: somebody('security', 'security', 'approvers'),
  administrator: somebody('administrator', 'administrators', 'infrastructure'),
  auditor: somebody('auditor', 'auditors'),
  nobody: somebody('nobody'),
};

export const ordersDb: PolicyTarget = {
  key: 'orders-db',
  kind: 'database',
  tags: { team: 'payments' },
  nodeId: null,
};

export function environment(kind: PolicyEnvironment['kind']): PolicyEnvironment {
  return { name: kind, kind };
}

export function target(kind: PolicyEnvironment['kind']): Resource {
  return { type: 'target', target: ordersDb, environment: environment(kind) };
}

/** A request for a production database by this person. */
export function requestOf(personId: string): Resource {
  return {
    type: 'request',
    request: { id: 'r-1' as RequestId, personId: personId as PersonId, minutes: 45 },
    target: ordersDb,
    environment: environment('production'),
  };
}

/** A terminal on a production database by this person. */
export function terminalOf(personId: string): Resource {
  return {
    type: 'terminal',
    terminal: { id: 't-1' as TerminalId, personId: personId as PersonId },
    target: ordersDb,
    environment: environment('production'),
  };
}

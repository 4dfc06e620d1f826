import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Seeds } from '@/local/aws/seed';
import { immediateTimings, type Timings } from '@/local/aws/settings';
import { type LocalAws, startLocalAws } from '@/local/aws/start';
import type { BastionId, EnvironmentId, PersonId } from '../../domain/ids';
import type { Environment } from '../../domain/targets/environment';
import type { AgentSessions, BastionLauncher, EnvironmentReader, ManagedNodes } from '../../use-cases/ports';
import { openAwsClients } from '../clients';
import { cloudAgents } from '../cloud-agents';
import { cloudBastions } from '../cloud-bastions';
import { cloudEnvironments } from '../cloud-environments';
import { cloudNodes } from '../cloud-nodes';

export type TestCloud = {
  aws: LocalAws;
  bastions: BastionLauncher;
  agents: AgentSessions;
  nodes: ManagedNodes;
  environments: EnvironmentReader;
  close(): Promise<void>;
};

/** The real adapters against a local AWS of their own, found through the SDK's ordinary variables. */
export async function startTestCloud(timings: Partial<Timings> = {}, seeds: Seeds = {}): Promise<TestCloud> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'postern-cloud-test-'));
  const aws = await startLocalAws({
    dataFolder,
    region: 'eu-west-1',
    accountId: '441022079313',
    ...seeds,
    timings: { ...immediateTimings, ...timings },
  });
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const clients = openAwsClients();
  const inquirers = openAwsClients({ maxAttempts: 3 });
  return {
    aws,
    bastions: cloudBastions(clients),
    agents: cloudAgents(clients, { now: () => new Date() }),
    nodes: cloudNodes(clients),
    environments: cloudEnvironments(inquirers, { now: () => new Date() }),
    async close() {
      clients.close();
      inquirers.close();
      await aws.close();
      vi.unstubAllEnvs();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** An environment that the local AWS can place tasks in. */
export function anEnvironmentOf(given: Partial<Environment> = {}): Environment {
  return {
    id: randomUUID() as EnvironmentId,
    name: 'production',
    kind: 'production',
    position: 0,
    region: 'eu-west-1',
    accountId: '441022079313',
    cluster: 'postern',
    taskDefinition: 'postern-bastion',
    container: 'bastion',
    subnets: ['subnet-0a1b2c3d4e5f60001'],
    securityGroups: ['sg-0a41e90000000001'],
    assignPublicIp: false,
    operatorRoleArn: null,
    sharing: 'perPerson',
    bastionIdleMinutes: 15,
    bastionMaxHours: 12,
    terminalIdleMinutes: 20,
    terminalMaxMinutes: 480,
    terminalGraceMinutes: 5,
    strictRecording: false,
    encryptedOnly: false,
    nodes: null,
    ...given,
  };
}

/** What RunTask needs to know of a bastion row. */
export function aWantedBastion(personId: PersonId | null = null) {
  const id = randomUUID() as BastionId;
  return { id, number: 1, clientToken: id, personId };
}

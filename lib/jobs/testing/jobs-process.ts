import { randomUUID } from 'node:crypto';
import { openAwsClients } from '../../aws/clients';
import { cloudAgents } from '../../aws/cloud-agents';
import { cloudBastions } from '../../aws/cloud-bastions';
import { cloudNodes } from '../../aws/cloud-nodes';
import { openDatabase } from '../../db/client';
import { openLog } from '../../log';
import { startJobs } from '../start-jobs';

// A process that does jobs and nothing else, for a test to kill.
const aheadMs = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const clock = { now: () => new Date(Date.now() + aheadMs) };
const clients = openAwsClients();
await startJobs({
  db: openDatabase(process.env.DATABASE_URL ?? '', 5),
  bastions: cloudBastions(clients),
  agents: cloudAgents(clients, clock),
  nodes: cloudNodes(clients),
  clock,
  newId: randomUUID,
  limits: { signInHours: 12, groupsMaxAgeMinutes: 720, requestLapseHours: 24, terminalsPerPerson: 10 },
  log: openLog('silent'),
});

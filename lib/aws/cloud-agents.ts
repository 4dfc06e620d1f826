import type { Environment } from '../domain/targets/environment';
import type { AgentSessions, Clock, OnBehalfOf } from '../use-cases/ports';
import type { AwsClients } from './clients';
import { decryptDataKey } from './kms/decrypt-data-key';
import { generateDataKey } from './kms/generate-data-key';
import { endAgentSession } from './ssm/end-agent-session';
import { listAgentSessions } from './ssm/list-agent-sessions';
import { resumeAgentSession } from './ssm/resume-agent-session';
import { startAgentSession } from './ssm/start-agent-session';
import { startNodeSession } from './ssm/start-node-session';

/**
 * Shells in bastions, through ECS Exec, and on managed nodes, by Session Manager itself. A shell is started, and its key fetched, as the person where the
 * environment names an operator role; resuming and ending are Postern's own doing.
 */
export function cloudAgents(clients: AwsClients, clock: Clock): AgentSessions {
  const kmsFor = async ({ region, operatorRoleArn }: Environment, who: OnBehalfOf) =>
    operatorRoleArn ? clients.kmsAs(region, operatorRoleArn, who, clock.now()) : clients.kms(region);

  return {
    async start(environment, place, who) {
      const { region, operatorRoleArn } = environment;
      const caller = operatorRoleArn
        ? await clients.speakAs(region, operatorRoleArn, who, clock.now())
        : { ecs: clients.ecs(region), ssm: clients.ssm(region), assumedRole: null };
      const session =
        place.via === 'task'
          ? await startAgentSession(caller.ecs, environment, place.taskArn, place.command)
          : await startNodeSession(caller.ssm, place);
      return { ...session, assumedRole: caller.assumedRole };
    },
    resume: (environment, sessionId) => resumeAgentSession(clients.ssm(environment.region), sessionId),
    list: (environment) => listAgentSessions(clients.ssm(environment.region), environment.cluster),
    createDataKey: async (environment, request, who) => generateDataKey(await kmsFor(environment, who), request),
    recoverDataKey: async (environment, wrapped, who) => decryptDataKey(await kmsFor(environment, who), wrapped),
    end: (environment, sessionId) => endAgentSession(clients.ssm(environment.region), sessionId),
  };
}

import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { OnBehalfOf } from '../use-cases/ports';
import { type AssumedRole, assumeOperatorRole } from './sts/assume-operator-role';

/** Assumed credentials are given up this long before they run out, so that a call under way never loses them. */
const EXPIRY_MARGIN_MS = 5 * 60_000;
/** Assumed roles kept at most; the oldest is forgotten first. */
const KEPT_ROLES = 500;

export type AwsClients = {
  ecs(region: string): ECSClient;
  ssm(region: string): SSMClient;
  /** An ECS client that speaks as one person, and the ARN it speaks as. */
  ecsAs(region: string, roleArn: string, who: OnBehalfOf, now: Date): Promise<{ ecs: ECSClient; assumedRole: string }>;
  close(): void;
};

/**
 * The one place that builds SDK clients. Credentials, endpoint and proxy come from the SDK's ordinary configuration; region
 * is the environment's. Throttling and broken lines are retried with growing pauses, six attempts in all.
 */
export function openAwsClients(): AwsClients {
  const clients = new Map<string, { destroy(): void }>();
  const assumed = new Map<string, Promise<AssumedRole & { ecs: ECSClient }>>();

  function cached<Client extends { destroy(): void }>(
    build: new (settings: ReturnType<typeof settingsFor>) => Client,
    region: string,
  ): Client {
    const key = `${build.name} ${region}`;
    const known = clients.get(key);
    if (known instanceof build) return known;
    const client = new build(settingsFor(region));
    clients.set(key, client);
    return client;
  }

  async function assume(region: string, roleArn: string, who: OnBehalfOf) {
    const role = await assumeOperatorRole(cached(STSClient, region), roleArn, who);
    return { ...role, ecs: new ECSClient({ ...settingsFor(region), credentials: role.credentials }) };
  }

  return {
    ecs: (region) => cached(ECSClient, region),
    ssm: (region) => cached(SSMClient, region),
    async ecsAs(region, roleArn, who, now) {
      // The session tags name request and terminal, so credentials are never used for another one.
      const key = [region, roleArn, who.personId, who.requestNumber, who.terminalId].join(' ');
      const known = await assumed.get(key);
      if (known && known.expiresAt.getTime() - EXPIRY_MARGIN_MS > now.getTime()) return known;
      const fresh = assume(region, roleArn, who);
      assumed.delete(key);
      assumed.set(key, fresh);
      fresh.catch(() => assumed.delete(key));
      for (const old of [...assumed.keys()].slice(0, Math.max(0, assumed.size - KEPT_ROLES))) assumed.delete(old);
      return fresh;
    },
    close() {
      for (const client of clients.values()) client.destroy();
      for (const role of assumed.values()) role.then(({ ecs }) => ecs.destroy()).catch(() => undefined);
      clients.clear();
      assumed.clear();
    },
  };
}

function settingsFor(region: string) {
  return {
    region,
    maxAttempts: 6,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  };
}

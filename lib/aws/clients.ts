import { ECSClient } from '@aws-sdk/client-ecs';
import { KMSClient } from '@aws-sdk/client-kms';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { OnBehalfOf } from '../use-cases/ports';
import { type AssumedRole, assumeOperatorRole } from './sts/assume-operator-role';

/** Assumed credentials are given up this long before they run out, so that a call under way never loses them. */
const EXPIRY_MARGIN_MS = 5 * 60_000;
/** Assumed roles kept at most; the oldest is forgotten first. */
const KEPT_ROLES = 500;

/** An agent waits fifteen seconds for the key; more attempts would only be heard by nobody. */
const KMS_SETTINGS = { maxAttempts: 3 };

type Speaker = AssumedRole & { ecs: ECSClient; kms: KMSClient; ssm: SSMClient };

export type AwsClients = {
  ecs(region: string): ECSClient;
  ssm(region: string): SSMClient;
  kms(region: string): KMSClient;
  tagging(region: string): ResourceGroupsTaggingAPIClient;
  sts(region: string): STSClient;
  /** A KMS client that speaks as one person. */
  kmsAs(region: string, roleArn: string, who: OnBehalfOf, now: Date): Promise<KMSClient>;
  /** Clients that speak as one person, and the ARN they speak as. */
  speakAs(
    region: string,
    roleArn: string,
    who: OnBehalfOf,
    now: Date,
  ): Promise<{ ecs: ECSClient; ssm: SSMClient; assumedRole: string }>;
  close(): void;
};

/**
 * The one place that builds SDK clients. Credentials, endpoint and proxy come from the SDK's ordinary configuration; region
 * is the environment's. Throttling and broken lines are retried with growing pauses, six attempts in all unless told otherwise.
 */
export function openAwsClients({ maxAttempts = 6 } = {}): AwsClients {
  const settingsFor = settingsWith(maxAttempts);
  const clients = new Map<string, { destroy(): void }>();
  const assumed = new Map<string, Promise<Speaker>>();

  function cached<Client extends { destroy(): void }>(
    build: new (settings: Settings) => Client,
    region: string,
    own: Partial<Settings> = {},
  ): Client {
    const key = `${build.name} ${region}`;
    const known = clients.get(key);
    if (known instanceof build) return known;
    const client = new build({ ...settingsFor(region), ...own });
    clients.set(key, client);
    return client;
  }

  async function assume(region: string, roleArn: string, who: OnBehalfOf) {
    const role = await assumeOperatorRole(cached(STSClient, region), roleArn, who);
    const settings = { ...settingsFor(region), credentials: role.credentials };
    return {
      ...role,
      ecs: new ECSClient(settings),
      ssm: new SSMClient(settings),
      kms: new KMSClient({ ...settings, ...KMS_SETTINGS }),
    };
  }

  async function speakerFor(region: string, roleArn: string, who: OnBehalfOf, now: Date): Promise<Speaker> {
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
  }

  return {
    ecs: (region) => cached(ECSClient, region),
    ssm: (region) => cached(SSMClient, region),
    kms: (region) => cached(KMSClient, region, KMS_SETTINGS),
    sts: (region) => cached(STSClient, region),
    kmsAs: async (region, roleArn, who, now) => (await speakerFor(region, roleArn, who, now)).kms,
    tagging: (region) => cached(ResourceGroupsTaggingAPIClient, region),
    speakAs: speakerFor,
    close() {
      for (const client of clients.values()) client.destroy();
      for (const role of assumed.values()) {
        role
          .then(({ ecs, kms, ssm }) => {
            ecs.destroy();
            ssm.destroy();
            kms.destroy();
          })
          .catch(() => undefined);
      }
      clients.clear();
      assumed.clear();
    },
  };
}

type Settings = ReturnType<ReturnType<typeof settingsWith>>;

function settingsWith(maxAttempts: number) {
  return (region: string) => ({
    region,
    maxAttempts,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
}

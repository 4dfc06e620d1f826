import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import { PERSON_TAG, REQUEST_TAG, TERMINAL_TAG } from '../../domain/bastions/tags';
import type { OnBehalfOf } from '../../use-cases/ports';
import { asCloud } from '../errors';

export type AssumedRole = {
  /** What CloudTrail shows as the caller, such as arn:aws:sts::1234:assumed-role/operator/ana@example.com. */
  assumedRole: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  expiresAt: Date;
};

const answer = z.object({
  AssumedRoleUser: z.object({ Arn: z.string().min(1) }),
  Credentials: z.object({
    AccessKeyId: z.string().min(1),
    SecretAccessKey: z.string().min(1),
    SessionToken: z.string().min(1),
    Expiration: z.date(),
  }),
});

/**
 * Assumes the operator role for one person and one terminal, so that CloudTrail names the person (RoleSessionName and
 * SourceIdentity) and what it was for (session tags). One hour, which is all that role chaining allows. Throws CloudError.
 */
export function assumeOperatorRole(sts: STSClient, roleArn: string, who: OnBehalfOf): Promise<AssumedRole> {
  return asCloud(async () => {
    const name = sessionNameOf(who.email);
    const { AssumedRoleUser, Credentials } = answer.parse(
      await sts.send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: name,
          SourceIdentity: name,
          DurationSeconds: 3600,
          Tags: [
            { Key: PERSON_TAG, Value: who.personId },
            { Key: REQUEST_TAG, Value: String(who.requestNumber) },
            { Key: TERMINAL_TAG, Value: who.terminalId },
          ],
        }),
      ),
    );
    return {
      assumedRole: AssumedRoleUser.Arn,
      credentials: {
        accessKeyId: Credentials.AccessKeyId,
        secretAccessKey: Credentials.SecretAccessKey,
        sessionToken: Credentials.SessionToken,
      },
      expiresAt: Credentials.Expiration,
    };
  });
}

/** An e-mail address in the alphabet of RoleSessionName and SourceIdentity: `[\w+=,.@-]`, 2 to 64 characters. */
export function sessionNameOf(email: string): string {
  return email
    .replaceAll(/[^A-Za-z0-9_+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');
}

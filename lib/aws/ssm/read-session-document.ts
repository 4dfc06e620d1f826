import { GetDocumentCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { CloudError } from '../../domain/cloud-error';
import type { SessionDocumentFacts } from '../../domain/targets/environment-facts';
import { asCloud } from '../errors';

const answer = z.object({ Name: z.string(), Content: z.string() });
const text = z
  .string()
  .transform((given) => given || null)
  .nullish();
const content = z.object({
  sessionType: z.string().optional(),
  inputs: z
    .object({
      kmsKeyId: text,
      cloudWatchLogGroupName: text,
      s3BucketName: text,
      idleSessionTimeout: z.coerce.number().int().positive().nullish().catch(null),
    })
    .prefault({}),
});

/** GetDocument: how shells that follow a session document behave; null when there is none. Throws CloudError. */
export function readSessionDocument(ssm: SSMClient, name: string): Promise<SessionDocumentFacts | null> {
  return asCloud(async () => {
    const found = answer.parse(await ssm.send(new GetDocumentCommand({ Name: name, DocumentFormat: 'JSON' })));
    const { sessionType = null, inputs } = content.parse(JSON.parse(found.Content));
    return {
      name: found.Name,
      sessionType,
      kmsKeyId: inputs.kmsKeyId ?? null,
      logGroup: inputs.cloudWatchLogGroupName ?? null,
      bucket: inputs.s3BucketName ?? null,
      idleMinutes: inputs.idleSessionTimeout ?? null,
    };
  }).catch((error: unknown) => {
    if (error instanceof CloudError && error.code === 'InvalidDocument') return null;
    throw error;
  });
}

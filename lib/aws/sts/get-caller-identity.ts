import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import type { CallerFacts } from '../../domain/targets/environment-facts';
import { asCloud } from '../errors';

const answer = z.object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string().startsWith('arn:') });
const dated = z.object({ response: z.object({ headers: z.record(z.string(), z.string()) }) });

/** GetCallerIdentity, and how far `now` is ahead of the date of the answer, which AWS gives in whole seconds. Throws CloudError. */
export function getCallerIdentity(sts: STSClient, now: () => Date): Promise<CallerFacts> {
  return asCloud(async () => {
    const command = new GetCallerIdentityCommand({});
    let clockAheadMs: number | null = null;
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const date = Date.parse(dated.safeParse(result).data?.response.headers.date ?? '');
        // The date was cut to its second; half of one is the best guess.
        if (!Number.isNaN(date)) clockAheadMs = now().getTime() - (date + 500);
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'readDate' },
    );
    const { Account, Arn } = answer.parse(await sts.send(command));
    return { accountId: Account, arn: Arn, clockAheadMs };
  });
}

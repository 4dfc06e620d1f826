import { type SSMClient, StartSessionCommand } from '@aws-sdk/client-ssm';
import type { SessionPlace } from '../../use-cases/ports';
import { asCloud } from '../errors';
import { parseSession } from './parse-session';

/** What the service takes of a reason, in UTF-16 units to be on the safe side; it refuses more. */
const LONGEST_REASON = 256;

/**
 * StartSession on a managed node by a session document. Throws CloudError, at once and with kind `notReady` while the node is not
 * connected: how long to wait depends on what is known of it.
 */
export function startNodeSession(
  ssm: SSMClient,
  place: Extract<SessionPlace, { via: 'node' }>,
): Promise<{ sessionId: string; streamUrl: string; token: string }> {
  const parameters = Object.entries(place.parameters).map(([name, values]): [string, string[]] => [name, [...values]]);
  return asCloud(async () =>
    parseSession(
      await ssm.send(
        new StartSessionCommand({
          Target: place.nodeId,
          DocumentName: place.document,
          Reason: oneLine(place.reason),
          ...(parameters.length > 0 ? { Parameters: Object.fromEntries(parameters) } : {}),
        }),
      ),
    ),
  );
}

/** The service's pattern for a reason knows no line breaks. */
function oneLine(reason: string): string {
  const line = reason.replace(/\s+/g, ' ').trim().slice(0, LONGEST_REASON);
  // Half a character at the cut is none.
  return line.replace(/[\uD800-\uDBFF]$/, '');
}

import { writeAudit } from '../../db/audit';
import { currentPolicyVersion, insertPolicyVersion, type PolicyFile } from '../../db/policies';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { readPolicies } from '../../policy/read-policies';
import type { Deps } from '../deps';

/** Writes the first version of the policies from files, when there is none yet; throws PolicyError when they have faults. */
export async function loadDefaultPolicies(
  deps: Pick<Deps, 'db' | 'clock'>,
  readFiles: () => Promise<readonly PolicyFile[]>,
): Promise<{ loaded: boolean }> {
  if ((await currentPolicyVersion(deps.db.prisma)) !== null) return { loaded: false };
  const files = await readFiles();
  readPolicies(1, files);
  const at = deps.clock.now();
  return inTransaction(deps.db, async (tx) => {
    const row = { version: 1, files, note: 'Loaded from files on the first run', authorId: null, createdAt: at };
    if (!(await insertPolicyVersion(tx, row))) return { loaded: false };
    const event = auditEvent('policy.loaded', { version: 1, files: files.map((file) => file.name) });
    await writeAudit(tx, { actor: 'postern', at, events: [event] });
    return { loaded: true };
  });
}

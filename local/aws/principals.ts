import { randomBytes } from 'node:crypto';

/** Who a set of credentials speaks for, as CloudTrail would tell it. */
export interface Principal {
  accessKeyId: string;
  secretAccessKey: string;
  /** Only temporary credentials carry one. */
  sessionToken?: string;
  /** Epoch milliseconds after which temporary credentials are refused. */
  expiresAt?: number;
  arn: string;
  userId: string;
  sourceIdentity?: string;
  tags: Record<string, string>;
  transitiveTagKeys: string[];
  /** Set for the credentials of a managed node's agent. */
  nodeId?: string;
}

const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An AWS-style unique id: a four-letter prefix (AKIA, ASIA, AROA, AIDA) and 16 random letters and digits. */
export function uniqueId(prefix: string): string {
  return prefix + [...randomBytes(16)].map((byte) => lettersAndDigits[byte % 32]).join('');
}

/** The credentials this AWS knows; anything else is an unrecognized client. */
export class Principals {
  readonly #byAccessKey = new Map<string, Principal>();

  add(principal: Principal): void {
    this.#byAccessKey.set(principal.accessKeyId, principal);
  }

  find(accessKeyId: string): Principal | undefined {
    return this.#byAccessKey.get(accessKeyId);
  }

  /** Forgets credentials that ran out more than an hour ago, so that a long run does not grow. */
  forgetExpired(now: number): void {
    for (const [key, { expiresAt }] of this.#byAccessKey) {
      if (expiresAt !== undefined && expiresAt + 3_600_000 < now) this.#byAccessKey.delete(key);
    }
  }
}

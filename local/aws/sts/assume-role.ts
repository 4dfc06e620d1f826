import { createHash, randomBytes } from 'node:crypto';
import { type Principal, uniqueId } from '../principals';
import { queryList } from '../wire/query-xml';
import { ServiceError } from '../wire/service-error';
import type { QueryOperation } from './query-operation';

const nameForm = /^[\w+=,.@-]{2,64}$/;
const chainedMaxSeconds = 3_600;

/** sts:AssumeRole: temporary credentials that carry session name, source identity and tags into every later call. */
export const assumeRole: QueryOperation = ({ world, principal }, form) => {
  const roleArn = form.get('RoleArn') ?? '';
  const role = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64})$/.exec(roleArn);
  if (!role) throw new ServiceError('ValidationError', `${roleArn} is invalid`);
  const sessionName = form.get('RoleSessionName') ?? '';
  if (!nameForm.test(sessionName)) {
    throw new ServiceError(
      'ValidationError',
      `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const sourceIdentity = readSourceIdentity(form.get('SourceIdentity'), principal);
  const tags = readTags(form, principal);
  const transitive = queryList(form, 'TransitiveTagKeys');
  const unknown = transitive.find((key) => !Object.hasOwn(tags.own, key));
  if (unknown !== undefined)
    throw new ServiceError('ValidationError', `Transitive tag key ${unknown} is not among the passed tags.`);

  const expiresAt = world.now() + readDuration(form.get('DurationSeconds'), principal) * 1_000;
  const accessKeyId = uniqueId('ASIA');
  // The same role has the same id in every call, as it has in an account.
  const roleId = `AROA${createHash('sha256').update(roleArn).digest('hex').slice(0, 16).toUpperCase()}`;
  const assumed: Principal = {
    accessKeyId,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(240).toString('base64')}`,
    expiresAt,
    arn: `arn:aws:sts::${role[1]}:assumed-role/${role[2]}/${sessionName}`,
    userId: `${roleId}:${sessionName}`,
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    tags: { ...tags.inherited, ...tags.own },
    transitiveTagKeys: [...Object.keys(tags.inherited), ...transitive],
  };
  world.principals.forgetExpired(world.now());
  world.principals.add(assumed);
  return {
    AssumedRoleUser: { AssumedRoleId: assumed.userId, Arn: assumed.arn },
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: assumed.secretAccessKey,
      SessionToken: assumed.sessionToken,
      Expiration: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
    SourceIdentity: sourceIdentity,
    PackedPolicySize: Object.keys(tags.own).length === 0 ? undefined : 1,
  };
};

/** Once set, a source identity stays the same along a chain of roles. */
function readSourceIdentity(given: string | null, principal: Principal): string | undefined {
  if (given === null) return principal.sourceIdentity;
  if (!nameForm.test(given) || /^aws:/i.test(given)) {
    throw new ServiceError(
      'ValidationError',
      `1 validation error detected: Value '${given}' at 'sourceIdentity' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  if (principal.sourceIdentity !== undefined && principal.sourceIdentity !== given) {
    throw new ServiceError('AccessDenied', 'The source identity of a chained session can not be changed.', 403);
  }
  return given;
}

function readTags(form: URLSearchParams, principal: Principal) {
  const own: Record<string, string> = {};
  for (let index = 1; ; index++) {
    const key = form.get(`Tags.member.${index}.Key`);
    if (key === null) break;
    const value = form.get(`Tags.member.${index}.Value`) ?? '';
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key))
      throw new ServiceError('ValidationError', `Tag key '${key}' is not valid.`);
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
      throw new ServiceError('ValidationError', `The value of tag '${key}' is not valid.`);
    }
    if (Object.hasOwn(own, key))
      throw new ServiceError(
        'InvalidParameterValue',
        'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      );
    if (principal.transitiveTagKeys.includes(key)) {
      throw new ServiceError(
        'InvalidParameterValue',
        'One of the specified transitive tag keys can’t be set because it conflicts with a transitive tag key from the calling session.',
      );
    }
    own[key] = value;
  }
  if (Object.keys(own).length > 50) throw new ServiceError('ValidationError', 'At most 50 session tags are allowed.');
  const inherited = Object.fromEntries(principal.transitiveTagKeys.map((key) => [key, principal.tags[key] ?? '']));
  return { own, inherited };
}

function readDuration(given: string | null, principal: Principal): number {
  const seconds = given === null ? chainedMaxSeconds : Number(given);
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200) {
    throw new ServiceError(
      'ValidationError',
      `1 validation error detected: Value '${given}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900 and less than or equal to 43200`,
    );
  }
  if (principal.sessionToken !== undefined && seconds > chainedMaxSeconds) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  return seconds;
}

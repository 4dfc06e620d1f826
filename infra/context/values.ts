import { z } from 'zod';

/** A text that says something. */
export const text = z.string().min(1, 'must not be empty').max(255, 'must have at most 255 characters');

/** An availability zone. */
export const zone = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'must be a zone such as ap-northeast-1a');

/** An id of AWS's, such as subnet-0123456789abcdef0. */
export function id(kind: 'vpc' | 'subnet' | 'sg' | 'rtb' | 'pl') {
  return z.string().regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `must be an id such as ${kind}-0123456789abcdef0`);
}

/** An ARN of one service. */
export function arn(service: string) {
  return z
    .string()
    .regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{12}:\\S+$`), `must be an ARN of ${service}`);
}

/** An image nobody can replace behind its name. */
export const imageByDigest = z
  .string()
  .regex(
    /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/,
    'must be an image in ECR by its digest, such as 111122223333.dkr.ecr.eu-west-1.amazonaws.com/postern/bastion@sha256:…',
  );

/** An address range whose prefix length lies between the two, without host bits. */
export function cidr(shortest: number, longest: number) {
  const wanted = `must be an address range with a prefix of /${shortest} to /${longest} and no host bits, such as 10.40.0.0/16`;
  return z.string().refine((given) => isCidr(given, shortest, longest), wanted);
}

function isCidr(given: string, shortest: number, longest: number): boolean {
  const [, a, b, c, d, bits] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(given) ?? [];
  const parts = [a, b, c, d].map(Number);
  const prefix = Number(bits);
  if (bits === undefined || parts.some((part) => part > 255) || prefix < shortest || prefix > longest) return false;
  const address = parts.reduce((sum, part) => sum * 256 + part, 0);
  return address % 2 ** (32 - prefix) === 0;
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Principal, Principals } from '../principals';
import { ServiceError } from './service-error';

const skewMs = 5 * 60_000;

/** What a service calls the five ways in which a signature can be wrong. */
interface Codes {
  missing: string;
  incomplete: string;
  unknownKey: string;
  mismatch: string;
  expired: string;
  status: number;
}

const jsonCodes: Codes = {
  missing: 'MissingAuthenticationTokenException',
  incomplete: 'IncompleteSignatureException',
  unknownKey: 'UnrecognizedClientException',
  mismatch: 'InvalidSignatureException',
  expired: 'ExpiredTokenException',
  status: 400,
};

const queryCodes: Codes = {
  missing: 'MissingAuthenticationToken',
  incomplete: 'IncompleteSignature',
  unknownKey: 'InvalidClientTokenId',
  mismatch: 'SignatureDoesNotMatch',
  expired: 'ExpiredToken',
  status: 403,
};

interface Parsed {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

/** A request's signature, read but not yet verified against a key. */
export interface ReadSignature {
  accessKeyId: string;
  region: string;
  signature: string;
  /** The text whose signature was sent. */
  stringToSign: string;
  scope: string;
  refuse(fault: 'unknownKey' | 'mismatch' | 'expired', message: string): ServiceError;
}

interface Expected {
  service: string;
  hasRegion(region: string): boolean;
  now: number;
}

/** Reads a request's Signature Version 4 and checks everything but the key: form, scope and clock; throws the service's own refusal. */
export function readSignature(request: IncomingMessage, body: Buffer, expected: Expected): ReadSignature {
  const codes = expected.service === 'sts' ? queryCodes : jsonCodes;
  const refuse = (code: string, message: string) => new ServiceError(code, message, codes.status);
  const header = request.headers.authorization;
  if (!header) throw refuse(codes.missing, 'Missing Authentication Token');
  const parsed = parseAuthorization(header);
  if (typeof parsed === 'string') throw refuse(codes.incomplete, parsed);

  const amzDate = String(request.headers['x-amz-date'] ?? '');
  const at = parseAmzDate(amzDate);
  if (at === undefined) {
    throw refuse(
      codes.incomplete,
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  }
  const scope = `${parsed.date}/${parsed.region}/${parsed.service}/aws4_request`;
  if (!expected.hasRegion(parsed.region)) {
    throw refuse(codes.mismatch, `Credential should be scoped to a valid region, not '${parsed.region}'.`);
  }
  if (parsed.service !== expected.service) {
    throw refuse(codes.mismatch, `Credential should be scoped to correct service: '${expected.service}'.`);
  }
  if (!amzDate.startsWith(parsed.date)) {
    throw refuse(
      codes.mismatch,
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.',
    );
  }
  if (at < expected.now - skewMs)
    throw refuse(codes.mismatch, `Signature expired: ${amzDate} is now earlier than allowed.`);
  if (at > expected.now + skewMs)
    throw refuse(codes.mismatch, `Signature not yet current: ${amzDate} is still later than allowed.`);
  if (!parsed.signedHeaders.includes('host')) {
    throw refuse(codes.incomplete, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const canonical = canonicalRequest(request, body, parsed.signedHeaders);
  return {
    accessKeyId: parsed.accessKeyId,
    region: parsed.region,
    signature: parsed.signature,
    stringToSign: ['AWS4-HMAC-SHA256', amzDate, scope, sha256(canonical)].join('\n'),
    scope,
    refuse: (fault, message) => refuse(codes[fault], message),
  };
}

/** Checks a request's signature in full and says who made it and for which region; throws the service's own refusal. */
export function authenticate(
  request: IncomingMessage,
  body: Buffer,
  expected: Expected & { principals: Principals },
): { principal: Principal; region: string } {
  const read = readSignature(request, body, expected);
  const principal = expected.principals.find(read.accessKeyId);
  const token = request.headers['x-amz-security-token'];
  if (!principal || (principal.sessionToken ?? '') !== (token ?? '')) {
    throw read.refuse('unknownKey', 'The security token included in the request is invalid.');
  }
  if (principal.expiresAt !== undefined && principal.expiresAt < expected.now) {
    throw read.refuse('expired', 'The security token included in the request is expired');
  }
  if (!sameText(sign(read, principal.secretAccessKey), read.signature)) {
    throw read.refuse(
      'mismatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  return { principal, region: read.region };
}

function parseAuthorization(header: string): Parsed | string {
  const [algorithm, rest] = [header.slice(0, header.indexOf(' ')), header.slice(header.indexOf(' ') + 1)];
  if (algorithm !== 'AWS4-HMAC-SHA256') return `Unsupported AWS 'algorithm': '${algorithm}'.`;
  const parts = new Map(
    rest.split(',').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
    }),
  );
  for (const name of ['Credential', 'Signature', 'SignedHeaders']) {
    if (!parts.get(name)) return `Authorization header requires '${name}' parameter. Authorization=${algorithm}`;
  }
  const [accessKeyId, date, region, service, end, ...more] = (parts.get('Credential') ?? '').split('/');
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request' || more.length > 0) {
    return 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got another form.';
  }
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: (parts.get('SignedHeaders') ?? '').split(';'),
    signature: parts.get('Signature') ?? '',
  };
}

function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function canonicalRequest(request: IncomingMessage, body: Buffer, signedHeaders: string[]): string {
  const [path = '/', ...rest] = (request.url ?? '/').split('?');
  const query = [...new URLSearchParams(rest.join('?'))]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signedHeaders.map((name) => {
    const value = request.headers[name];
    return `${name}:${String(value ?? '')
      .trim()
      .replace(/\s+/g, ' ')}\n`;
  });
  // The path as it was sent, encoded once more: a session id may carry the @ of its owner's mail address.
  const canonicalPath = path.split('/').map(encode).join('/');
  return [request.method, canonicalPath, query, headers.join(''), signedHeaders.join(';'), sha256(body)].join('\n');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sign({ scope, stringToSign }: ReadSignature, secret: string): string {
  const key = scope.split('/').reduce<Buffer | string>((from, part) => hmac(from, part), `AWS4${secret}`);
  return hmac(key, stringToSign).toString('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

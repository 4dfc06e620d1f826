import { createHash, createHmac } from 'node:crypto';

interface Request {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
}

/** What a request's Signature Version 4 is made over; `headers` must hold the host and x-amz-date. */
export function stringToSign(request: Request, scope: string): { text: string; signedHeaders: string } {
  const names = Object.keys(request.headers).sort();
  const query = [...request.url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const signedHeaders = names.join(';');
  const canonical = [
    request.method,
    // Encoded once more than it is sent, by every service but S3.
    request.url.pathname.split('/').map(encodeURIComponent).join('/'),
    query,
    names.map((name) => `${name}:${request.headers[name]}\n`).join(''),
    signedHeaders,
    createHash('sha256').update(request.body).digest('hex'),
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  return { text: ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash].join('\n'), signedHeaders };
}

/** The Authorization header of a request signed with a secret key. */
export function authorization(request: Request, scope: string, keys: { id: string; secret: string }): string {
  const { text, signedHeaders } = stringToSign(request, scope);
  const hmac = (key: Buffer | string, part: string) => createHmac('sha256', key).update(part).digest();
  const key = scope.split('/').reduce<Buffer | string>(hmac, `AWS4${keys.secret}`);
  return header(keys.id, scope, signedHeaders, hmac(key, text).toString('hex'));
}

/** The header itself, around any signature. */
export function header(id: string, scope: string, signedHeaders: string, signature: string): string {
  return `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

import 'server-only';

type Place = {
  /** The request's own host with its port, as the browser sees it. */
  host: string;
  isHttps: boolean;
  isDevelopment: boolean;
};

/**
 * The Content-Security-Policy of one response. `nonce` must be fresh for each request: Next puts it on its own scripts,
 * and those may load theirs ('strict-dynamic').
 */
export function contentSecurityPolicy(nonce: string, { host, isHttps, isDevelopment }: Place): string {
  const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ${isHttps ? 'wss' : 'ws'}://${host}` : '';
  const directives = [
    "default-src 'self'",
    // React's development build rebuilds stack traces with eval; the production build never does.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // xterm writes cell sizes and colours, and React writes style attributes, at run time: neither can carry a nonce.
    // Styles cannot run code; what they could leak is held by img-src and font-src.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    // Older Safari does not count ws: on the same host as 'self'.
    `connect-src 'self'${sockets}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    // Chrome applies form-action to redirects after a form as well. Signing in is a fetch followed by a change of
    // location, so the provider's origin need not be listed here.
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return directives.join('; ');
}

/** Every security header of one response except the policy itself, as name and value. */
export function securityHeaders({ isHttps }: Place): readonly (readonly [string, string])[] {
  return [
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'same-origin'],
    [
      'Permissions-Policy',
      'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), clipboard-read=(self), clipboard-write=(self)',
    ],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    // On plain http a browser ignores it, and a loopback address must never learn it.
    ...(isHttps ? ([['Strict-Transport-Security', 'max-age=63072000; includeSubDomains']] as const) : []),
  ];
}

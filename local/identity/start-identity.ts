import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { keptKeys } from './kept-keys';
import { listenAsBefore } from './listen-as-before';
import { type LocalPerson, PEOPLE } from './people';
import { providerSettings } from './provider-settings';
import { SIGN_IN_PATH, serveSignIn } from './serve-sign-in';

export type IdentityOptions = {
  /** Where the signing key and the port are kept between runs; without it each start has its own. */
  dataFolder?: string;
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  /** Where a sign-out may return to; the roots and sign-in pages of the redirect addresses when left out. */
  postLogoutRedirectUris?: string[];
  log: (line: string) => void;
};

export type RunningIdentity = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  people: readonly LocalPerson[];
  close(): Promise<void>;
};

/** Starts a real OpenID provider on 127.0.0.1 in which a person is chosen rather than proved; for one machine only. */
export async function startIdentity(options: IdentityOptions): Promise<RunningIdentity> {
  const { clientId, clientSecret, log } = options;
  const server = createServer();
  const issuer = `http://127.0.0.1:${await listenAsBefore(server, options.dataFolder)}`;
  const origins = [...new Set(options.redirectUris.map((uri) => new URL(uri).origin))];

  const { Provider: ProviderClass, interactionPolicy } = await quietly(() => import('oidc-provider'));
  const provider: Provider = new ProviderClass(
    issuer,
    providerSettings({
      client: {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: options.redirectUris,
        post_logout_redirect_uris:
          options.postLogoutRedirectUris ?? origins.flatMap((origin) => [origin, `${origin}/`, `${origin}/sign-in`]),
      },
      keys: keptKeys(options.dataFolder),
      people: PEOPLE,
      interactionPolicy,
    }),
  );
  provider.on('server_error', (_ctx, error) => log(`The local identity provider failed: ${error.stack}`));
  const answer = provider.callback();
  const policy = contentSecurityPolicy(origins);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    const path = new URL(request.url ?? '/', issuer).pathname;
    if (path.startsWith(SIGN_IN_PATH) || path.startsWith('/assets/')) {
      serveSignIn({ provider, request, response, path, people: PEOPLE }).catch((error: unknown) => {
        log(`The local identity provider failed: ${error}`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    } else {
      void answer(request, response);
    }
  });

  return {
    issuer,
    clientId,
    clientSecret,
    people: PEOPLE,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

// Browsers apply form-action to the redirects after a form too, so the places a sign-in returns to must be in it. The
// provider adds the hash of its own self-submitting form to script-src where it needs one.
function contentSecurityPolicy(origins: string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    'img-src data:',
    `form-action 'self' ${origins.join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

// On Node 20, which we support and test, the library prints advice to use Node 22 as it loads.
async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
}

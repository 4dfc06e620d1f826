import 'server-only';
import { headers } from 'next/headers';
import type { NextAuthOptions } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { Config } from '../config';
import type { Deps } from '../use-cases/deps';
import { findActor } from '../use-cases/people/find-actor';
import { forgiveSignInsFrom } from '../use-cases/people/is-within-rate';
import { recordSignIn } from '../use-cases/people/record-sign-in';
import { recordSignInRefused } from '../use-cases/people/record-sign-in-refused';
import { signOut } from '../use-cases/people/sign-out';
import { addressOf } from './caller';

type Claims = Record<string, unknown> & { sub: string };

/**
 * next-auth's settings: one OpenID provider, and a cookie that carries nothing but the id of a sign-in row. The row decides whether
 * somebody is signed in (docs/decisions/0013), so the cookie's own lifetime is only an upper bound.
 */
export function authOptions(config: Config, deps: Deps): NextAuthOptions {
  return {
    secret: config.AUTH_SECRET,
    useSecureCookies: config.POSTERN_URL.startsWith('https:'),
    providers: [provider(config)],
    session: { strategy: 'jwt', maxAge: Math.ceil(config.SIGN_IN_HOURS * 3600) },
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/sign-in' },
    callbacks: {
      async signIn({ user, profile }) {
        const claims = profile as Claims | undefined;
        const from = await headers();
        const said = {
          issuer: config.OIDC_ISSUER,
          subject: claims?.sub ?? '',
          name: text(claims?.name) || text(claims?.preferred_username),
          email: text(claims?.email),
          groups: claims?.[config.OIDC_GROUPS_CLAIM],
        };
        const address = addressOf(from);
        const answer = await recordSignIn(deps, said, { address, userAgent: from.get('user-agent') ?? '' });
        if (!answer.ok) return `/sign-in?error=${answer.refusal.reason === 'TOO_MANY' ? 'TooMany' : 'AccessDenied'}`;
        await forgiveSignInsFrom(deps, address);
        // next-auth hands this same object to the jwt callback below: the way from here into the cookie.
        user.id = answer.value.signInId;
        return true;
      },
      jwt({ token, user }) {
        return { signInId: user ? user.id : token.signInId };
      },
      session({ session }) {
        return { expires: session.expires };
      },
      redirect({ url }) {
        return ownPath(url, config.POSTERN_URL);
      },
    },
    events: {
      // next-auth's own way out forgets the cookie; the row must know as well.
      async signOut({ token }) {
        const signInId = typeof token?.signInId === 'string' ? token.signInId : '';
        const actor = await findActor(deps, signInId, addressOf(await headers()));
        if (actor) await signOut(deps, actor, { everywhere: false });
      },
    },
    logger: {
      // Only the code and the error's own words: next-auth's metadata holds tokens and profiles.
      error(code, metadata) {
        const why = `${code}: ${reasonOf(metadata)}`;
        deps.log.warn({ why }, 'a sign-in failed');
        if (code.startsWith('OAUTH') || code.startsWith('CALLBACK') || code.startsWith('SIGNIN'))
          recordFailure(deps, code, why).catch((error: unknown) => deps.log.error({ err: error }, 'not on record'));
      },
      warn(code) {
        deps.log.debug({ code }, 'next-auth warns');
      },
      debug() {},
    },
  };
}

async function recordFailure(deps: Deps, code: string, why: string): Promise<void> {
  await recordSignInRefused(deps, { code, why, address: addressOf(await headers()) });
}

function provider(config: Config): OAuthConfig<Claims> {
  return {
    id: 'oidc',
    name: config.OIDC_NAME,
    type: 'oauth',
    issuer: config.OIDC_ISSUER,
    wellKnown: `${config.OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: config.OIDC_CLIENT_ID,
    clientSecret: config.OIDC_CLIENT_SECRET,
    authorization: { params: { scope: config.OIDC_SCOPE } },
    checks: ['pkce', 'state', 'nonce'],
    idToken: true,
    userinfo: {
      // Some providers name the groups only here; an answer about somebody else counts as none.
      async request({ client, tokens }) {
        const claims = tokens.id_token ? decodedClaims(tokens.id_token) : {};
        if (claims[config.OIDC_GROUPS_CLAIM] !== undefined || !tokens.access_token) return claims as Claims;
        const more = await client.userinfo(tokens.access_token).catch(() => null);
        return (more?.sub === claims.sub ? { ...more, ...claims } : claims) as Claims;
      },
    },
    profile(claims) {
      return { id: claims.sub };
    },
  };
}

function decodedClaims(idToken: string): Record<string, unknown> {
  // Signature, issuer, audience and nonce were checked when the code was exchanged; here it is only read.
  return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

/** Where a sign-in may lead: a path of ours, or else home. */
function ownPath(url: string, ownAddress: string): string {
  const own = new URL(ownAddress);
  const wanted = URL.canParse(url, own) ? new URL(url, own) : own;
  return wanted.origin === own.origin ? wanted.href : own.href;
}

function reasonOf(metadata: unknown): string {
  if (metadata instanceof Error) return metadata.message;
  const error = typeof metadata === 'object' && metadata !== null && 'error' in metadata ? metadata.error : null;
  return error instanceof Error ? error.message : 'no details';
}

function text(claim: unknown): string {
  return typeof claim === 'string' ? claim : '';
}

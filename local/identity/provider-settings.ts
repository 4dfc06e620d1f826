import type { ClientMetadata, Configuration, interactionPolicy, KoaContextWithOIDC } from 'oidc-provider';
import type { IdentityKeys } from './kept-keys';
import { memoryAdapter } from './memory-adapter';
import { faultPage, signedOutPage, signOutPage } from './pages';
import type { LocalPerson } from './people';
import { SIGN_IN_PATH } from './serve-sign-in';

type Wanted = {
  client: ClientMetadata;
  keys: IdentityKeys;
  people: readonly LocalPerson[];
  interactionPolicy: typeof interactionPolicy;
};

/** The provider's settings: authorization code with PKCE only, groups in the ID token, no consent page. */
export function providerSettings({ client, keys, people, interactionPolicy }: Wanted): Configuration {
  const { base, Check } = interactionPolicy;
  const prompts = base();
  // Always ask who it is: people come here to change from one person to another.
  prompts
    .get('login')
    ?.checks.add(
      new Check('choose_person', 'A person has to be chosen', (ctx) =>
        ctx.oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    );

  return {
    adapter: memoryAdapter(Date.now),
    clients: [{ ...client, grant_types: ['authorization_code'], response_types: ['code'] }],
    jwks: { keys: [keys.signing] },
    cookies: { keys: keys.cookies },
    pkce: { required: () => true },
    // Real directories put what was asked for into the ID token; the standard alone would leave it to /me.
    conformIdTokenClaims: false,
    claims: {
      openid: ['sub'],
      profile: ['name', 'groups'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    findAccount(_ctx, sub) {
      const person = people.find((one) => one.sub === sub);
      if (!person) return undefined;
      const { name, email, groups } = person;
      return { accountId: sub, claims: () => ({ sub, name, email, email_verified: true, groups }) };
    },
    loadExistingGrant: grantEverythingAsked,
    interactions: { policy: prompts, url: (_ctx, interaction) => `${SIGN_IN_PATH}${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: signOut,
        postLogoutSuccessSource(ctx) {
          ctx.body = signedOutPage();
        },
      },
    },
    renderError(ctx, { error, error_description }) {
      ctx.type = 'html';
      ctx.body = faultPage(error, error_description);
    },
    ttl: {
      AccessToken: 3_600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 3_600,
      Interaction: 3_600,
      Session: 86_400,
    },
  };
}

async function grantEverythingAsked(ctx: KoaContextWithOIDC) {
  const { client, session, params, provider } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
  grant.addOIDCScope(String(params?.scope ?? ''));
  await grant.save();
  return grant;
}

/** A product that proves by an ID token for whom it asks is believed at once; anybody else is asked. */
async function signOut(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const { session, entities, params } = ctx.oidc;
  if (entities.IdTokenHint?.payload.sub !== session?.accountId) {
    ctx.body = signOutPage(form);
    return;
  }
  await session?.destroy();
  const target = params?.post_logout_redirect_uri;
  if (typeof target !== 'string') {
    ctx.body = signedOutPage();
    return;
  }
  const url = new URL(target);
  if (typeof params?.state === 'string') url.searchParams.set('state', params.state);
  ctx.status = 303;
  ctx.redirect(url.href);
}

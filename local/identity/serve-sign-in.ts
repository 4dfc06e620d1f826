import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type Provider from 'oidc-provider';
import { faultPage, signInPage } from './pages';
import type { LocalPerson } from './people';

/** The path under which each sign-in under way has its page. */
export const SIGN_IN_PATH = '/sign-in/';

const MAXIMUM_FORM_BYTES = 4_096;

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

type Visit = {
  provider: Provider;
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  people: readonly LocalPerson[];
};

/** Answers the sign-in page, the choice made on it, and the two files the page needs. */
export async function serveSignIn({ provider, request, response, path, people }: Visit): Promise<void> {
  if (path.startsWith('/assets/')) return serveAsset(path, response);
  let interaction: Interaction;
  try {
    interaction = await provider.interactionDetails(request, response);
  } catch {
    // No cookie, or one from before a restart.
    return sendHtml(response, 400, faultPage('expired', 'This sign-in has expired or was begun in another browser.'));
  }
  if (request.method === 'GET') return sendHtml(response, 200, signInPage(people, path));
  if (request.method !== 'POST') return void response.writeHead(405, { Allow: 'GET, POST' }).end();

  const chosen = await chosenPerson(request, people);
  if (!chosen) return sendHtml(response, 400, signInPage(people, path));
  if (interaction.session?.accountId && interaction.session.accountId !== chosen.sub) {
    await forgetEarlierPerson(provider, interaction);
  }
  await provider.interactionFinished(request, response, { login: { accountId: chosen.sub, remember: false } });
}

// The provider would otherwise end the earlier person's session through a page that submits itself by script.
async function forgetEarlierPerson(provider: Provider, interaction: Interaction): Promise<void> {
  const session = await provider.Session.findByUid(interaction.session?.uid ?? '');
  if (session) {
    session.accountId = undefined;
    session.authorizations = undefined;
    await session.persist();
  }
  interaction.session = undefined;
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1_000));
}

async function chosenPerson(
  request: IncomingMessage,
  people: readonly LocalPerson[],
): Promise<LocalPerson | undefined> {
  let form = '';
  for await (const chunk of request) {
    form += String(chunk);
    if (form.length > MAXIMUM_FORM_BYTES) return undefined;
  }
  const sub = new URLSearchParams(form).get('person');
  return people.find((person) => person.sub === sub);
}

function serveAsset(path: string, response: ServerResponse): void {
  const asset = ASSETS[path];
  if (!asset) return void response.writeHead(404).end();
  response.writeHead(200, { 'Content-Type': asset.type, 'Cache-Control': 'public, max-age=3600' }).end(asset.read());
}

const ASSETS: Record<string, { type: string; read: () => Buffer }> = {
  '/assets/pages.css': {
    type: 'text/css; charset=utf-8',
    read: () => readFileSync(new URL('./pages.css', import.meta.url)),
  },
  '/assets/instrument-sans.woff2': {
    type: 'font/woff2',
    read: () =>
      readFileSync(
        createRequire(import.meta.url).resolve(
          '@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2',
        ),
      ),
  },
};

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(html);
}

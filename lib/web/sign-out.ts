import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { countRefusal } from '../use-cases/audit/count-refusal';
import { signOut } from '../use-cases/people/sign-out';
import { currentActor } from './actor';
import { isFromOurPages } from './caller';
import { webConfig, webDeps } from './deps';
import { surprise } from './surprise';

const SESSION_COOKIE = /^(__Secure-)?next-auth\.session-token(\.\d+)?$/;

/** Ends the sign-in of this browser, or every one of this person, forgets the cookie, and shows the sign-in page. */
export async function leave(everywhere: boolean): Promise<never> {
  const deps = webDeps();
  const ours = isFromOurPages(await headers(), webConfig().POSTERN_URL);
  try {
    const actor = await currentActor();
    if (actor && ours) await signOut(deps, actor, { everywhere });
    else if (actor) await countRefusal(deps, { actor, door: 'signOut', why: 'foreignOrigin' });
  } catch (error) {
    throw surprise(deps.log, error, 'sign-out');
  }
  const jar = await cookies();
  for (const { name } of ours ? jar.getAll() : []) {
    if (SESSION_COOKIE.test(name))
      jar.set({ name, value: '', path: '/', maxAge: 0, httpOnly: true, secure: name.startsWith('__Secure-') });
  }
  redirect('/sign-in');
}

import 'server-only';
import { ok, refuse } from '../domain/result';
import { look } from '../inputs/terminals';
import { isWithinRate } from '../use-cases/people/is-within-rate';
import { lookAtTerminals } from '../use-cases/terminals/look';
import { parse } from './parse';
import { route } from './route';

/** What running terminals show, for their miniatures: asked again and again while a page with some is open, and on record as one look. */
export const readPictures = route('pictures', async ({ deps, actor, request }) => {
  if (!(await isWithinRate(deps, 'look', actor, 'terminal.see'))) return refuse('TOO_MANY');
  const asked = parse(look, { seen: new URL(request.url).searchParams.get('seen') });
  if (!asked.ok) return asked;
  const pictures = await lookAtTerminals(deps, actor, asked.value);
  return pictures.ok ? ok(Response.json(pictures.value, { headers: { 'Cache-Control': 'no-store' } })) : pictures;
});

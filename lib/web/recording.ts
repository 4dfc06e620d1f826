import 'server-only';
import { ok, refuse } from '../domain/result';
import { isWithinRate } from '../use-cases/people/is-within-rate';
import { readCast } from '../use-cases/recordings/cast';
import { castResponse } from './cast-response';
import { route } from './route';

/** One recording as asciicast: for the player, or with `?download` as a file. Each read is on record. */
export const streamRecording = route<{ terminalId: string }>('recordings', async ({ deps, actor, request, params }) => {
  if (!(await isWithinRate(deps, 'read', actor, 'recording.read'))) return refuse('TOO_MANY');
  const how = new URL(request.url).searchParams.has('download') ? 'download' : 'player';
  const cast = await readCast(deps, actor, { terminalId: params.terminalId, how });
  return cast.ok ? ok(castResponse(cast.value, how)) : cast;
});

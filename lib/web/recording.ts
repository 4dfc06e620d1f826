import 'server-only';
import { ok } from '../domain/result';
import { readCast } from '../use-cases/recordings/cast';
import { route } from './route';

/** One recording as asciicast, streamed; with `?download` as a file to keep. */
export const streamRecording = route<{ terminalId: string }>('recording', async ({ deps, actor, request, params }) => {
  const isDownload = new URL(request.url).searchParams.has('download');
  const how = isDownload ? 'download' : 'player';
  const cast = await readCast(deps, actor, { terminalId: params.terminalId, how });
  if (!cast.ok) return cast;
  const { number, lines } = cast.value;
  const headers = new Headers({ 'Content-Type': 'application/x-asciicast', 'Cache-Control': 'no-store' });
  if (isDownload) headers.set('Content-Disposition', `attachment; filename="T-${number}.cast"`);
  return ok(new Response(streamOf(lines), { headers }));
});

/** Reads on only as fast as the browser takes, and no further once it has left. */
function streamOf(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const source = lines[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await source.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await source.return?.();
    },
  });
}

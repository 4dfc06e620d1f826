import 'server-only';

/**
 * Streams a recording's lines at the reader's pace: for the player as it is, for a download as a file named after the terminal. Never
 * kept by a cache, since the next reader may be somebody else.
 */
export function castResponse(
  cast: { number: number; lines: AsyncIterable<string> },
  how: 'player' | 'download',
): Response {
  const encoder = new TextEncoder();
  const lines = cast.lines[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await lines.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await lines.return?.();
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'application/x-asciicast',
      'Cache-Control': 'no-store',
      ...(how === 'download' ? { 'Content-Disposition': `attachment; filename="T-${cast.number}.cast"` } : {}),
    },
  });
}

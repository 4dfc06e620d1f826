import { findRecordingEnd, listMarkers, sumRecordedOutput } from '../../db/recordings';
import { listWatches } from '../../db/terminal-lists';
import type { Actor } from '../../domain/people/actor';
import { markerLabel } from '../../domain/recordings/markers';
import { ok, type Result } from '../../domain/result';
import type { RecordingDetail } from '../../domain/terminals/view';
import type { Deps } from '../deps';
import { getListedTerminal } from '../terminals/get';

const STRETCHES = 120;
const MOST_WATCHES = 200;

/** Everything the player's page shows besides the stream; of a terminal that still runs, what there is so far. */
export async function getRecording(
  deps: Deps,
  actor: Actor,
  input: { terminalId: string },
): Promise<Result<RecordingDetail>> {
  const found = await getListedTerminal(deps, actor, 'recording.see', input.terminalId, deps.clock.now());
  if (!found.ok) return found;
  const { listed, row } = found.value;
  const { terminal, approvedBy, digest } = listed;
  const [end, markers, watches] = await Promise.all([
    findRecordingEnd(deps.db, terminal.id),
    listMarkers(deps.db, terminal.id),
    listWatches(deps.db.prisma, terminal.id, MOST_WATCHES),
  ]);
  const durationMs = Math.max(end?.elapsedMs ?? 0, ...markers.slice(-1).map((mark) => mark.elapsedMs));
  const opening = markers.find((mark) => mark.kind === 'resize');
  return ok({
    ...row,
    ...(opening?.fields ?? { cols: terminal.cols, rows: terminal.rows }),
    durationMs,
    approvedBy: approvedBy.map(({ person, at }) => ({ person, at: at.getTime() })),
    watchedBy: watches.map(({ person, from, to }) => ({ person, from: from.getTime(), to: to?.getTime() ?? null })),
    markers: markers.flatMap((mark) => {
      const label = markerLabel(mark);
      return label === null
        ? []
        : [{ elapsedMs: mark.elapsedMs, kind: mark.kind, label, who: 'name' in mark.fields ? mark.fields.name : null }];
    }),
    density: await sumRecordedOutput(deps.db, terminal.id, durationMs, STRETCHES),
    digest: digest && Buffer.from(digest).toString('hex'),
  });
}

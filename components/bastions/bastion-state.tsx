import { useTranslations } from 'next-intl';
import type { BastionRow } from '@/lib/domain/bastions/view';
import type { GlyphName } from '../ui/glyph';
import { Status } from '../ui/status';
import type { Tone } from '../ui/tone';

const looks = {
  launching: { glyph: 'underway', tone: 'info' },
  running: { glyph: 'living', tone: 'ok' },
  draining: { glyph: 'half', tone: 'wait' },
  stopping: { glyph: 'half', tone: 'wait' },
  stopped: { glyph: 'stopped', tone: 'idle' },
  failed: { glyph: 'cross', tone: 'bad' },
} as const satisfies Record<BastionRow['status'], { glyph: GlyphName; tone: Tone }>;

/** What a bastion is doing; launching for too long is "stuck", and needs a person. */
export function BastionState({ row }: { row: BastionRow }) {
  const t = useTranslations('bastions');
  if (row.stuck) {
    return (
      <Status glyph="alert" tone="bad">
        {t('state.stuck')}
      </Status>
    );
  }
  const look = looks[row.status];
  return (
    <Status glyph={look.glyph} tone={look.tone}>
      {t(`state.${row.status}`)}
    </Status>
  );
}

'use client';

import { useLocale, useNow, useTranslations } from 'next-intl';
import { formatDuration } from '@/components/ui/duration';
import { Presets } from '@/components/ui/presets';
import { TextField } from '@/components/ui/text-field';
import { Time } from '@/components/ui/time';
import type { RequestOffer } from '@/lib/domain/targets/view';
import { presetsOf } from './price';
import type { RequestDraft } from './request-draft';

const minuteMs = 60_000;

/** For how long: boxes with their price in approvals, and a last one for any other number of minutes. */
export function DurationChoice({
  offer,
  draft,
  change,
  minutes,
  approvals,
  error,
}: {
  offer: RequestOffer;
  draft: RequestDraft;
  change: (part: Partial<RequestDraft>) => void;
  minutes: number | null;
  approvals: number | null;
  error?: string;
}) {
  const t = useTranslations('requests.form');
  const locale = useLocale();
  const now = useNow({ updateInterval: 20_000 }).getTime();
  const say = (count: number) => formatDuration(count * minuteMs, locale);
  const isCustom = draft.choice === 'custom';
  return (
    <div>
      <Presets
        label={t('howLong')}
        note={t('upTo', { duration: say(offer.maxMinutes) })}
        error={isCustom ? undefined : error}
        value={draft.choice}
        onValueChange={(choice) => change({ choice })}
        options={[
          ...presetsOf(offer).map((duration) => ({
            value: String(duration.minutes),
            label: say(duration.minutes),
            consequence: t('approvals', { count: duration.approvals }),
          })),
          { value: 'custom', label: t('custom'), consequence: t('customNote') },
        ]}
      />
      {isCustom ? (
        <div className="mt-3 grid grid-cols-2 items-start gap-3">
          <TextField
            label={t('minutes')}
            data-field="minutes"
            inputMode="numeric"
            autoComplete="off"
            value={draft.customMinutes}
            error={error}
            onChange={(event) => change({ customMinutes: event.target.value })}
          />
          <p className="pt-[30px] text-small text-text-2" suppressHydrationWarning>
            {minutes !== null && approvals !== null && minutes > 0 ? (
              <>
                {t('approvals', { count: approvals })}
                {draft.later ? null : (
                  <>
                    <span className="mx-1">·</span>
                    {t.rich('untilAbout', {
                      time: () => <Time at={new Date(now + minutes * minuteMs)} style="clock" />,
                    })}
                  </>
                )}
              </>
            ) : null}
          </p>
        </div>
      ) : null}
    </div>
  );
}

'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ChainState } from '@/lib/domain/audit/view';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { formatCount } from '../ui/count';
import { asLocale } from '../ui/locale';
import { Time } from '../ui/time';

/** Five links of a chain, ticked once it was checked; in a broken one the middle link is open. */
function ChainDrawing({ state }: { state: 'unknown' | 'whole' | 'broken' }) {
  const broken = state === 'broken';
  return (
    <svg
      width="142"
      height="18"
      viewBox="0 0 142 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
      className="shrink-0"
    >
      {[0, 1, 2, 3, 4].map((index) => {
        const x = 1 + index * 30;
        const open = broken && index === 2;
        return (
          <g key={index}>
            <rect x={x} y="1" width="20" height="16" rx="4" strokeDasharray={open ? '3 3' : undefined} />
            {open ? (
              <path d={`M${x + 7} 6l6 6m0-6l-6 6`} />
            ) : state === 'unknown' ? null : (
              <path d={`M${x + 6} 9.2l2.8 2.6 5-5.4`} />
            )}
            {index < 4 && !(broken && (index === 1 || index === 2)) ? <path d={`M${x + 20} 9h10`} /> : null}
          </g>
        );
      })}
    </svg>
  );
}

/** Whether the record is whole, in one sentence across the page; nothing else on the audit page matters more. */
export function ChainBanner({
  chain,
  checking,
  onVerify,
}: {
  chain: ChainState | null;
  checking: boolean;
  onVerify: () => void;
}) {
  const t = useTranslations('audit');
  const locale = asLocale(useLocale());
  const broken = chain !== null && !chain.whole;
  return (
    <section
      aria-live="polite"
      className={classNames(
        'flex min-h-16 shrink-0 items-center gap-5 border-b border-line px-5 py-3 phone:flex-wrap phone:justify-between phone:gap-y-2 phone:px-4',
        chain === null ? 'bg-sunken' : broken ? 'bg-bad-wash' : 'bg-ok-wash',
      )}
    >
      <span className={chain === null ? 'text-text-3' : broken ? 'text-bad' : 'text-ok'}>
        <ChainDrawing state={chain === null ? 'unknown' : broken ? 'broken' : 'whole'} />
      </span>
      <div className="min-w-0 flex-1 phone:order-last phone:w-full phone:flex-none">
        <p>
          <b className={chain === null ? 'text-text' : broken ? 'text-bad' : 'text-ok'}>
            {chain === null
              ? t('notVerified')
              : broken
                ? t('broken', { event: formatCount(chain.brokenAt?.sequence ?? 0, locale) })
                : t('whole')}
          </b>{' '}
          {chain === null ? null : (
            <span className="text-text">{t('events', { count: formatCount(chain.events, locale) })}</span>
          )}
        </p>
        <p className="text-small text-text-2">
          {chain === null ? (
            t('notVerifiedText')
          ) : broken ? (
            <>
              {t(`brokenWhy.${chain.brokenAt?.why ?? 'hash'}`)} {t('brokenText')}
            </>
          ) : (
            <>
              {t('verifiedIn', { seconds: (chain.elapsedMs / 1000).toFixed(1) })}{' '}
              <Time at={new Date(chain.verifiedAt)} />
              {chain.head === null ? null : (
                <>
                  <span className="dot-apart">{t('head')}</span>{' '}
                  <span className="font-mono text-mono">{shortHash(chain.head)}</span>
                </>
              )}
            </>
          )}
        </p>
      </div>
      <Button busy={checking} onClick={onVerify} keyHint="v">
        {t('verify')}
      </Button>
    </section>
  );
}

/** A hash as people compare it: its first and last eight digits. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;
}

'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Glyph } from '@/components/ui/glyph';

const gatherMs = 150;
const firstRetryMs = 500;
const longestRetryMs = 15_000;
const sayLostAfterMs = 10_000;

/**
 * Reads the page again whenever the server says that something changed, several changes within 150 ms as one. It is
 * silent, except when the line has been lost for ten seconds: then what is on screen may be old, and it says so.
 */
export function LiveUpdates({ address = '/api/changes' }: { address?: string }) {
  const t = useTranslations('frame');
  const router = useRouter();
  const [lost, setLost] = useState(false);

  useEffect(() => {
    let source: EventSource | undefined;
    let gather: ReturnType<typeof setTimeout> | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let sayLost: ReturnType<typeof setTimeout> | undefined;
    let retryMs = firstRetryMs;
    let missedSome = false;

    const refreshSoon = () => {
      clearTimeout(gather);
      gather = setTimeout(() => router.refresh(), gatherMs);
    };
    const connect = () => {
      source = new EventSource(address);
      source.onopen = () => {
        retryMs = firstRetryMs;
        clearTimeout(sayLost);
        sayLost = undefined;
        setLost(false);
        if (missedSome) refreshSoon();
        missedSome = false;
      };
      source.onmessage = refreshSoon;
      source.onerror = () => {
        source?.close();
        missedSome = true;
        sayLost ??= setTimeout(() => setLost(true), sayLostAfterMs);
        // A little chance in the wait, so that a restarted server does not meet every browser in the same instant.
        retry = setTimeout(connect, retryMs * (0.75 + Math.random() / 2));
        retryMs = Math.min(retryMs * 2, longestRetryMs);
      };
    };
    connect();
    return () => {
      source?.close();
      clearTimeout(gather);
      clearTimeout(retry);
      clearTimeout(sayLost);
    };
  }, [address, router]);

  return (
    <div role="status" className={lost ? 'contents' : 'sr-only'}>
      {lost ? (
        <p className="flex min-h-(--h-status-bar) shrink-0 items-center gap-2 border-b border-line bg-wait-wash px-5 text-small text-wait">
          <Glyph name="half" />
          {t('line.lost')}
        </p>
      ) : null}
    </div>
  );
}

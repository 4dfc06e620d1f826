'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { startTransition, useCallback, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { useHotkeys } from './use-hotkeys';

const retrySeconds = 8;

/** A page that could not be read, inside the frame: it says so, tries again by itself, and can be told to at once. */
export function PageError({ reference, reset }: { reference?: string; reset: () => void }) {
  const t = useTranslations('frame.error');
  const router = useRouter();
  const [left, setLeft] = useState(retrySeconds);
  const tryNow = useCallback(() => {
    setLeft(retrySeconds);
    startTransition(() => {
      router.refresh();
      reset();
    });
  }, [router, reset]);
  useEffect(() => {
    const timer = setTimeout(() => (left > 1 ? setLeft(left - 1) : tryNow()), 1000);
    return () => clearTimeout(timer);
  }, [left, tryNow]);
  useHotkeys({ r: tryNow });
  return (
    <main id="content" className="grid min-h-0 flex-1 place-items-center overflow-y-auto">
      <EmptyState
        barred
        title={t('title')}
        act={
          <Button keyHint="r" onClick={tryNow}>
            {t('act')}
          </Button>
        }
        reference={reference}
      >
        {t('again', { seconds: left })} {t('text')}
      </EmptyState>
    </main>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('frame.error');
  return (
    <main id="content" className="grid min-h-0 flex-1 place-items-center bg-surface">
      <EmptyState
        wholePage
        barred
        title={t('title')}
        act={<Button onClick={reset}>{t('act')}</Button>}
        reference={error.digest}
      >
        {t('text')}
      </EmptyState>
    </main>
  );
}

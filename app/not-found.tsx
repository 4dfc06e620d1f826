import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default async function NotFound() {
  const t = await getTranslations('frame.notFound');
  return (
    <main id="content" className="grid min-h-0 flex-1 place-items-center bg-surface">
      <EmptyState
        wholePage
        title={t('title')}
        act={
          <Button variant="primary" asChild>
            <Link href="/">{t('act')}</Link>
          </Button>
        }
      >
        {t('text')}
      </EmptyState>
    </main>
  );
}

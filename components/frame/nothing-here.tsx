import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { EmptyState } from '../ui/empty-state';

/** What does not exist and what the reader may not see: one page for both, so that neither can be told from the other. */
export function NothingHere({ className }: { className?: string }) {
  const t = useTranslations('frame.notFound');
  return (
    <main id="content" tabIndex={-1} className={classNames('grid min-h-0 flex-1 place-items-center', className)}>
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

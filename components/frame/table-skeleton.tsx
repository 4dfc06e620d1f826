import { useTranslations } from 'next-intl';
import { SkeletonBar, SkeletonRows } from '@/components/ui/skeleton';

/** A page that is one table, before its rows are here; `lines` is the height its rows will have, `banner` the line above them. */
export function TableSkeleton({ lines = 1, banner = false }: { lines?: 1 | 2; banner?: boolean }) {
  const t = useTranslations('parts');
  return (
    <>
      <div role="status" className="sr-only">
        {t('loading')}
      </div>
      <div className="flex min-h-(--h-head) shrink-0 items-center border-b border-line px-5">
        <SkeletonBar width="96px" className="animate-after-a-moment" />
      </div>
      {banner ? <div className="h-16 shrink-0 border-b border-line bg-sunken" /> : null}
      <main id="content" className="min-h-0 flex-1 overflow-hidden">
        <div className="h-8 border-b border-line" />
        <SkeletonRows rows={10} lines={lines} />
      </main>
    </>
  );
}

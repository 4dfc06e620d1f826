import { useTranslations } from 'next-intl';
import { SkeletonBar, SkeletonRows } from '@/components/ui/skeleton';

/** A page whose data is not here yet: header and list in their final boxes. */
export function PageSkeleton() {
  const t = useTranslations('parts');
  return (
    <>
      <div role="status" className="sr-only">
        {t('loading')}
      </div>
      <div className="flex min-h-(--h-head) shrink-0 items-center border-b border-line px-5">
        <SkeletonBar width="96px" className="animate-after-a-moment" />
      </div>
      <main id="content" className="min-h-0 flex-1 overflow-hidden p-5 phone:p-4">
        <div className="rounded-card border border-line">
          <SkeletonRows rows={8} />
        </div>
      </main>
    </>
  );
}

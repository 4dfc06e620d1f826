import { useTranslations } from 'next-intl';
import { SkeletonBar } from '../ui/skeleton';

/** The player before its recording is here: header, screen, scrubber and aside in their final boxes. */
export function PlayerSkeleton() {
  const t = useTranslations('parts');
  return (
    <>
      <div role="status" className="sr-only">
        {t('loading')}
      </div>
      <div className="flex min-h-(--h-head) shrink-0 items-center border-b border-line px-5">
        <SkeletonBar width="220px" className="animate-after-a-moment" />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <main id="content" className="min-h-0 flex-1 bg-term-bg" />
          <div className="h-[124px] shrink-0 border-t border-line bg-raised" />
        </div>
        <div className="hidden w-[348px] shrink-0 flex-col gap-4 border-l border-line p-5 xl:flex">
          <SkeletonBar width="70%" className="animate-after-a-moment" />
          <SkeletonBar width="45%" low className="animate-after-a-moment" />
        </div>
      </div>
    </>
  );
}

import { useTranslations } from 'next-intl';
import { SkeletonBar } from '../ui/skeleton';

/** The wall of terminals before they are here: six tiles in their final boxes. */
export function LiveSkeleton() {
  const t = useTranslations('parts');
  return (
    <>
      <div role="status" className="sr-only">
        {t('loading')}
      </div>
      <div className="flex min-h-(--h-head) shrink-0 items-center border-b border-line px-5">
        <SkeletonBar width="64px" className="animate-after-a-moment" />
      </div>
      <main id="content" className="min-h-0 flex-1 overflow-hidden p-5 phone:p-4">
        <div className="grid animate-after-a-moment grid-cols-3 gap-3 max-xl:grid-cols-2 phone:grid-cols-1">
          {['a', 'b', 'c', 'd', 'e', 'f'].map((tile) => (
            <div key={tile} className="rounded-card border border-line bg-raised">
              <div className="flex h-9 items-center px-3">
                <SkeletonBar width="40%" />
              </div>
              <div className="h-[104px] border-y border-line bg-term-bg" />
              <div className="flex h-9 items-center px-3">
                <SkeletonBar width="28%" low />
              </div>
            </div>
          ))}
        </div>
      </main>
    </>
  );
}

import { classNames } from './class-names';

// Widths that look like words; fixed, so that the server and the browser draw the same bars.
const widths = [
  ['20%', '48%', '22%'],
  ['32%', '41%', '20%'],
  ['17%', '52%', '24%'],
  ['21%', '36%', '23%'],
  ['19%', '44%', '19%'],
] as const;

/** One bar where a word will be. */
export function SkeletonBar({ width, low = false, className }: { width: string; low?: boolean; className?: string }) {
  return (
    <span
      aria-hidden
      className={classNames('block rounded-tag bg-active', low ? 'h-2' : 'h-2.5', className)}
      style={{ width }}
    />
  );
}

/**
 * The boxes of the rows that are coming, without shimmer. They appear after 150 ms, so that a quick answer shows none,
 * and take the same height as the rows, so that nothing moves.
 */
export function SkeletonRows({ rows = 4, lines = 2 }: { rows?: number; lines?: 1 | 2 }) {
  return (
    <div aria-hidden className="animate-after-a-moment">
      {Array.from({ length: rows }, (_, index) => {
        const [name, detail, state] = widths[index % widths.length] ?? widths[0];
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike, never move and hold no state
            key={index}
            className={classNames(
              'flex items-center justify-between gap-4 border-t border-line px-3.5 first:border-t-0',
              lines === 2 ? 'h-(--h-two)' : 'h-(--h-row)',
            )}
          >
            <span className="flex flex-1 flex-col gap-2.5">
              <SkeletonBar width={name} />
              {lines === 2 ? <SkeletonBar width={detail} low /> : null}
            </span>
            <SkeletonBar width={state} />
          </div>
        );
      })}
    </div>
  );
}

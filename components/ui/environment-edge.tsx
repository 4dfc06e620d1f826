import { classNames } from './class-names';
import { type EnvironmentKind, environmentGround } from './environment-kind';

/**
 * The left edge of anything about one environment: 3 px, production 5 px (6 px when `strong`) and hatched.
 * Its parent must be positioned and clip its corners.
 */
export function EnvironmentEdge({
  kind,
  strong = false,
  side = 'left',
}: {
  kind: EnvironmentKind;
  strong?: boolean;
  side?: 'left' | 'top';
}) {
  const width = kind === 'production' ? (strong ? 6 : 5) : 3;
  return (
    <span
      aria-hidden
      data-environment-edge={kind}
      className={classNames(
        'pointer-events-none absolute top-0 left-0 z-1',
        side === 'left' ? 'bottom-0' : 'right-0',
        environmentGround[kind],
      )}
      style={side === 'left' ? { width } : { height: width }}
    />
  );
}

const course = 60;
const left = -1000;
const right = 1000;
const rows = 26;

// A mason's irregularity that is the same on server and browser: lengths between one and a half and three courses.
function joints(row: number): number[] {
  const found: number[] = [];
  let seed = (row * 7919 + 104729) % 233280;
  let x = left + (seed % 97);
  while (x < right) {
    seed = (seed * 9301 + 49297) % 233280;
    x += 84 + Math.round((seed / 233280) * 96);
    found.push(x);
  }
  return found;
}

const horizontals = Array.from({ length: rows }, (_, row) => `M${left} ${-course * (row + 1) + 0.5}H${right}`).join('');
const verticals = Array.from({ length: rows + 1 }, (_, index) => {
  const bottom = index === 0 ? course : -course * (index - 1);
  return joints(index)
    .filter((x) => index === 0 || index > 5 || Math.abs(x) > 74)
    .map((x) => `M${x + 0.5} ${bottom}V${bottom - course}`)
    .join('');
}).join('');

const around = 'M-70 0V-184a70 70 0 0 1 140 0V0Z';
const opening = 'M-56 0V-184a56 56 0 0 1 112 0V0Z';

const voussoirs = [22.5, 45, 67.5, 90, 112.5, 135, 157.5]
  .map((degrees) => {
    const turn = (degrees * Math.PI) / 180;
    const at = (radius: number) =>
      `${(radius * Math.cos(turn)).toFixed(1)} ${(-184 - radius * Math.sin(turn)).toFixed(1)}`;
    return `M${at(56)}L${at(70)}`;
  })
  .join('');
const jambs = [-48, -108, -168].map((y) => `M-70 ${y + 0.5}H-56M56 ${y + 0.5}H70`).join('');

/**
 * The wall with its one door, drawn from the foot of the door outwards, so that any window shows as much wall as fits.
 * Ajar and lit while one may come in; closed and dark where one may not.
 */
export function Wall({ door }: { door: 'ajar' | 'closed' }) {
  const line = { fill: 'none', vectorEffect: 'non-scaling-stroke' } as const;
  return (
    <div className="relative h-full overflow-hidden bg-canvas">
      <svg
        aria-hidden
        viewBox="-1000 -1500 2000 1560"
        className="absolute bottom-0 left-[68.5%] h-[1560px] w-[2000px] max-w-none -translate-x-1/2 phone:h-[1060.8px] phone:w-[1360px]"
      >
        <defs>
          <radialGradient id="wall-fade" gradientUnits="userSpaceOnUse" cx="0" cy="-110" r="820">
            <stop offset="0" stopColor="#fff" />
            <stop offset="0.35" stopColor="#fff" stopOpacity="0.85" />
            <stop offset="1" stopColor="#fff" stopOpacity="0.38" />
          </radialGradient>
          <radialGradient id="wall-light" gradientUnits="userSpaceOnUse" cx="0" cy="-90" r="420">
            <stop offset="0" stopColor="var(--color-accent)" stopOpacity="0.2" />
            <stop offset="0.42" stopColor="var(--color-accent)" stopOpacity="0.06" />
            <stop offset="1" stopColor="var(--color-accent)" stopOpacity="0" />
          </radialGradient>
          <mask id="wall-mask" maskUnits="userSpaceOnUse" x="-1000" y="-1500" width="2000" height="1560">
            <rect x="-1000" y="-1500" width="2000" height="1560" fill="url(#wall-fade)" />
          </mask>
          <clipPath id="wall-opening">
            <path d={opening} />
          </clipPath>
        </defs>
        {door === 'ajar' ? <rect x="-1000" y="-1500" width="2000" height="1560" fill="url(#wall-light)" /> : null}
        <g mask="url(#wall-mask)">
          <path d={`${horizontals}${verticals}`} {...line} stroke="var(--color-line-2)" />
        </g>
        {door === 'ajar' ? <path d="M-56 0H56L128 60H-108Z" fill="var(--color-accent)" fillOpacity="0.13" /> : null}
        <path d={around} fill="var(--color-canvas)" />
        <path d={`${around}${voussoirs}${jambs}`} {...line} stroke="var(--color-line-ctl)" />
        <g clipPath="url(#wall-opening)">
          <path d={opening} fill={door === 'ajar' ? 'var(--color-accent)' : 'var(--color-surface)'} />
          {door === 'ajar' ? (
            <path d="M-54.5 0V-184a54.5 54.5 0 0 1 27 -47V0Z" fill="var(--color-surface)" />
          ) : (
            <path
              d="M-28 0V-250M0 0V-250M28 0V-250M-60 -60H60M-60 -120H60M-60 -180H60"
              {...line}
              stroke="var(--color-line-ctl)"
            />
          )}
        </g>
        {door === 'closed' ? <path d={opening} {...line} stroke="var(--color-line-ctl)" /> : null}
        <path d="M-1000 0H1000" {...line} stroke="var(--color-line-ctl)" />
      </svg>
    </div>
  );
}

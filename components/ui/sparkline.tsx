/** A line without axes, oldest value first; `title` must say minimum, maximum and now, since nothing else does. */
export function Sparkline({
  values,
  title,
  good = false,
  width = 96,
  height = 32,
}: {
  values: readonly number[];
  title: string;
  /** Accent for good news, stone otherwise. */
  good?: boolean;
  width?: number;
  height?: number;
}) {
  const inset = 3;
  const top = Math.max(...values, 0);
  const bottom = Math.min(...values, 0);
  const span = top - bottom || 1;
  const points = values.map((value, index) => ({
    x: inset + (index * (width - 2 * inset)) / Math.max(1, values.length - 1),
    y: height - inset - ((value - bottom) * (height - 2 * inset)) / span,
  }));
  const last = points.at(-1);
  if (!last) return <span style={{ width, height }} className="inline-block" />;
  const line = points.map(({ x, y }, index) => `${index ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  return (
    <svg
      role="img"
      aria-label={title}
      width={width}
      height={height}
      className={good ? 'shrink-0 text-accent' : 'shrink-0 text-idle'}
    >
      <title>{title}</title>
      <path d={`${line}L${last.x.toFixed(1)} ${height}L${inset} ${height}Z`} fill="currentColor" opacity="0.12" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
      <circle cx={last.x} cy={last.y} r="2" fill="currentColor" />
    </svg>
  );
}

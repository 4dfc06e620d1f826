const blocks = [
  'M1.5 3.2A1.7 1.7 0 0 1 3.2 1.5H9.4V7.6H1.5Z',
  'M10.9 1.5H20.8a1.7 1.7 0 0 1 1.7 1.7V7.6H10.9Z',
  'M1.5 9.1H5.6V15.2H1.5Z',
  'M7.1 9.1H13.4A5.4 5.4 0 0 0 9.2 14.4V15.2H7.1Z',
  'M15.8 9.1H22.5V15.2H20V14.4A5.4 5.4 0 0 0 15.8 9.1Z',
  'M1.5 16.7H9.2V22.5H3.2a1.7 1.7 0 0 1-1.7-1.7Z',
  'M20 16.7H22.5V20.8a1.7 1.7 0 0 1-1.7 1.7H20Z',
];
const arch = 'M10.9 22.5V14.4a3.7 3.7 0 0 1 7.4 0V22.5Z';
const solidWall =
  'M3.6 1.5H20.4a2.1 2.1 0 0 1 2.1 2.1V20.4a2.1 2.1 0 0 1-2.1 2.1H19.5V14.4a4.9 4.9 0 0 0-9.8 0V22.5H3.6a2.1 2.1 0 0 1-2.1-2.1V3.6a2.1 2.1 0 0 1 2.1-2.1Z';

/** The product's mark at `size` px; under 20 px the joints go, since they would blur. Its name stands beside it. */
export function Mark({ size = 22, className }: { size?: number; className?: string }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 24 24" className={className}>
      <g fill="currentColor">
        {size < 20 ? <path d={solidWall} /> : blocks.map((block) => <path key={block} d={block} />)}
      </g>
      <path d={arch} fill="var(--color-accent)" />
    </svg>
  );
}

import { expect, it } from 'vitest';
import { NOW } from '../testing/world';
import { Asciicast } from './asciicast';
import { type Marker, marker, markerLabel } from './markers';

const bytes = (text: string) => new TextEncoder().encode(text);

it('writes a header, output, resizes and marks, one line each', () => {
  const cast = new Asciicast();
  const file = [
    cast.header({ cols: 80, rows: 24, startedAt: NOW, title: 'T-20418 "orders-db"' }),
    cast.output(12, bytes('$ ')),
    cast.mark(marker('resize', { cols: 100, rows: 30 }, 1500, 2n)),
    cast.mark(marker('watched', { personId: 'kenji', name: 'Kenji\nWatanabe' }, 2000, 2n)),
    cast.end(),
  ].join('');
  const [header, ...events] = file
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(header).toEqual({
    version: 2,
    width: 80,
    height: 24,
    timestamp: NOW.getTime() / 1000,
    title: 'T-20418 "orders-db"',
    env: { TERM: 'xterm-256color' },
  });
  expect(events).toEqual([
    [0.012, 'o', '$ '],
    [1.5, 'r', '100x30'],
    [2, 'm', 'Kenji\nWatanabe watches'],
  ]);
});

it('does not break a character that two chunks share, and ends what was never finished', () => {
  const cast = new Asciicast();
  const fire = bytes('🔥');
  expect(cast.output(1, fire.subarray(0, 2))).toBe('');
  expect(cast.output(2, fire.subarray(2))).toBe('[0.002,"o","🔥"]\n');
  expect(cast.output(3, fire.subarray(0, 1))).toBe('');
  expect(cast.end()).toBe('[0.002,"o","\ufffd"]\n');
});

it('never goes back in time', () => {
  const cast = new Asciicast();
  cast.output(50, bytes('a'));
  expect(cast.output(40, bytes('b'))).toBe('[0.05,"o","b"]\n');
});

it('has words for every kind of mark but a resize', () => {
  const marks: Marker[] = [
    marker('watched', { personId: 'k', name: 'Kenji' }, 0, 0n),
    marker('unwatched', { personId: 'k', name: 'Kenji' }, 0, 0n),
    marker('lineLost', {}, 0, 0n),
    marker('lineBack', {}, 0, 0n),
    marker('adopted', { bridgeId: 'b' }, 0, 0n),
    marker('recorderUnsafe', {}, 0, 0n),
    marker('recorderSafe', {}, 0, 0n),
    marker('ended', { reason: 'exited' }, 0, 0n),
  ];
  expect(new Set(marks.map(markerLabel)).size).toBe(marks.length);
  expect(markerLabel(marker('resize', { cols: 1, rows: 1 }, 0, 0n))).toBeNull();
});

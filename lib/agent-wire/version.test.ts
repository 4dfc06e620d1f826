import { describe, expect, it } from 'vitest';
import { isNewerThan } from './version';

describe('isNewerThan', () => {
  it.each([
    ['3.1.1511.1', '3.1.1511.0', true],
    ['3.1.1511.0', '3.1.1511.0', false],
    ['3.1.1510.9', '3.1.1511.0', false],
    ['3.10.0.0', '3.9.9.9', true],
    ['10.0.0.0', '9.9.9.9', true],
    ['4.0.0', '3.0.196.0', false],
    ['4.0.0.0.0', '3.0.196.0', false],
    ['4.0.0.x', '3.0.196.0', false],
    ['', '3.0.196.0', false],
    ['99999999999.0.0.0', '3.0.196.0', false],
  ])('%s above %s: %s', (version, than, answer) => {
    expect(isNewerThan(version, than)).toBe(answer);
  });
});

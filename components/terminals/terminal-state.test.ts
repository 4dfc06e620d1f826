import { describe, expect, it } from 'vitest';
import { modified } from './latched-keys';
import { editAhead } from './terminal-state';

describe('typing ahead', () => {
  it('is a line that can be corrected and cleared', () => {
    expect(editAhead('', 'psql orders')).toBe('psql orders');
    expect(editAhead('注文', '\x7f')).toBe('注');
    expect(editAhead('rm -rf', '\x03ls')).toBe('ls');
    expect(editAhead('rm -rf', '\x15')).toBe('');
  });

  it('drops escape sequences, which mean nothing before there is a program', () => {
    expect(editAhead('', '\x1b')).toBe('');
    expect(editAhead('a', '\r')).toBe('a\r');
  });

  it('is bounded', () => {
    expect(editAhead('', 'x'.repeat(10_000))).toHaveLength(4096);
  });
});

describe('latched keys', () => {
  it('makes control and meta forms of one key', () => {
    expect(modified('c', true, false)).toBe('\x03');
    expect(modified('[', true, false)).toBe('\x1b');
    expect(modified('x', false, true)).toBe('\x1bx');
    expect(modified('c', true, true)).toBe('\x1b\x03');
  });

  it('leaves what has no control form, and texts of several characters, as they are', () => {
    expect(modified('1', true, false)).toBe('1');
    expect(modified('あ', true, false)).toBe('あ');
    expect(modified('ls', true, false)).toBe('ls');
  });
});

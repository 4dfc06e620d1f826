import { describe, expect, it } from 'vitest';
import { aBastion, at, NOW } from '../testing/world';
import { launchOverdue, needsStopping } from './needs-stopping';

const limits = { bastionIdleMinutes: 15, bastionMaxHours: 12 };
const old = { createdAt: at(-12 * 60) };

describe('needsStopping', () => {
  it.each([
    ['lately used', {}, { terminals: 0, openGrants: 1 }, null],
    ['in use', { lastUsedAt: at(-99) }, { terminals: 1, openGrants: 1 }, null],
    ['idle', { lastUsedAt: at(-15) }, { terminals: 0, openGrants: 1 }, { act: 'stop', reason: 'idle' }],
    ['not quite idle', { lastUsedAt: at(-14.9) }, { terminals: 0, openGrants: 1 }, null],
    ['too old and in use', old, { terminals: 2, openGrants: 1 }, { act: 'drain', reason: 'age' }],
    ['too old and draining', { ...old, status: 'draining' }, { terminals: 2, openGrants: 1 }, null],
    ['too old and empty', old, { terminals: 0, openGrants: 1 }, { act: 'stop', reason: 'age' }],
    ['drained', { status: 'draining' }, { terminals: 0, openGrants: 1 }, { act: 'stop', reason: 'drained' }],
    ['nobody may use it', {}, { terminals: 0, openGrants: 0 }, { act: 'stop', reason: 'noGrant' }],
    ['nobody may use it, but somebody still does', {}, { terminals: 1, openGrants: 0 }, null],
    ['launching for somebody', { status: 'launching', lastUsedAt: at(-99) }, { terminals: 0, openGrants: 1 }, null],
    [
      'launching for nobody',
      { status: 'launching' },
      { terminals: 0, openGrants: 0 },
      { act: 'stop', reason: 'noGrant' },
    ],
    ['stopping already', { status: 'stopping' }, { terminals: 0, openGrants: 0 }, null],
    ['stopped', { status: 'stopped' }, { terminals: 0, openGrants: 0 }, null],
    ['failed', { status: 'failed' }, { terminals: 0, openGrants: 0 }, null],
  ] as const)('%s', (_, over, use, verdict) => {
    expect(needsStopping(aBastion(over), use, limits, NOW)).toEqual(verdict);
  });
});

it.each([
  ['launching', at(-5), true],
  ['launching', at(-4.9), false],
  ['running', at(-99), false],
] as const)('a bastion %s since %s is overdue: %s', (status, createdAt, overdue) => {
  expect(launchOverdue(aBastion({ status, createdAt }), NOW)).toBe(overdue);
});

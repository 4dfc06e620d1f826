import { describe, expect, it } from 'vitest';
import type { Result } from '../result';
import { aTerminal, at, id, NOW } from '../testing/world';
import type { Terminal, TerminalStatus } from './terminal';
import {
  adoptTerminal,
  askTerminal,
  askToEnd,
  type TerminalChange,
  terminalAttached,
  terminalDetached,
  terminalEnded,
  terminalOpened,
} from './transitions';

const session = { sessionId: 'ecs-1', streamUrl: 'wss://stream.test/1', assumedRole: null };
const totals = { outputBytes: 12n, digest: 'ab', note: null };

describe('askTerminal', () => {
  it('begins opening and detached, so that one never looked at ends by itself', () => {
    const place = { targetId: id<'target'>('orders-db'), environmentId: id<'environment'>('production') };
    const who = { personId: id<'person'>('maya'), signInId: id<'signIn'>('s-1') };
    const grant = { id: id<'grant'>('g-1'), requestNumber: 1087 };
    const asked = askTerminal(id('t-1'), who, place, grant, { cols: 100, rows: 30 }, NOW);
    expect(asked.terminal).toEqual({
      id: 't-1',
      ...who,
      ...place,
      grantId: 'g-1',
      status: 'opening',
      cols: 100,
      rows: 30,
      createdAt: NOW,
      detachedAt: NOW,
    });
    expect(asked.events(20418)).toEqual([
      {
        name: 'terminal.asked',
        fields: { number: 20418, grantRequest: 1087 },
        about: { personId: 'maya', terminalId: 't-1', ...place },
      },
    ]);
  });
});

describe('every state x every verb', () => {
  const verbs: Record<string, (terminal: Terminal) => Result<TerminalChange>> = {
    open: (terminal) => terminalOpened(terminal, session, NOW),
    attach: (terminal) => terminalAttached(terminal, 5n),
    detach: (terminal) => terminalDetached(terminal, NOW),
    adopt: (terminal) => adoptTerminal(terminal, id('bridge-2'), 5n),
    askToEnd: (terminal) => askToEnd(terminal, 'idle', { personId: null, note: null }, NOW),
    end: (terminal) => terminalEnded(terminal, 'exited', totals, NOW),
  };
  const done: Record<string, Partial<Record<TerminalStatus, [Partial<Terminal>, string]>>> = {
    open: { opening: [{ status: 'live', openedAt: NOW, agentSessionId: 'ecs-1' }, 'terminal.opened'] },
    attach: {
      opening: [{ detachedAt: null }, 'terminal.attached'],
      live: [{ detachedAt: null }, 'terminal.attached'],
    },
    detach: { opening: [{ detachedAt: NOW }, 'terminal.detached'], live: [{ detachedAt: NOW }, 'terminal.detached'] },
    adopt: {
      opening: [{ bridgeId: id('bridge-2') }, 'terminal.adopted'],
      live: [{ bridgeId: id('bridge-2') }, 'terminal.adopted'],
    },
    askToEnd: {
      opening: [{ endRequestedAt: NOW, endReason: 'idle' }, 'terminal.endAsked'],
      live: [{ endRequestedAt: NOW, endReason: 'idle' }, 'terminal.endAsked'],
    },
    end: {
      opening: [{ status: 'ended', endReason: 'exited', endedAt: NOW }, 'terminal.ended'],
      live: [{ status: 'ended', endReason: 'exited', endedAt: NOW }, 'terminal.ended'],
    },
  };
  const pairs = Object.keys(verbs).flatMap((verb) =>
    (['opening', 'live', 'ended'] as const).map((status) => [verb, status] as const),
  );

  it.each(pairs)('%s one that is %s', (verb, status) => {
    const result = verbs[verb]?.(aTerminal({ status, endReason: status === 'ended' ? 'idle' : null }));
    const expected = done[verb]?.[status];
    if (expected) {
      expect(result).toMatchObject({ ok: true, value: { change: expected[0], events: [{ name: expected[1] }] } });
    } else {
      const reason = status === 'ended' ? 'TERMINAL_ENDED' : 'CHANGED_MEANWHILE';
      expect(result).toMatchObject({ ok: false, refusal: { reason } });
    }
  });
});

describe('ending', () => {
  const asked = aTerminal({ endRequestedAt: at(-1), endReason: 'endedByAdministrator', endNote: 'Lunch' });

  it('keeps the first reason: the exit is only its effect', () => {
    const result = terminalEnded(asked, 'exited', totals, NOW);
    expect(result).toMatchObject({
      value: {
        change: { endReason: 'endedByAdministrator', outputBytes: 12n },
        events: [{ fields: { reason: 'endedByAdministrator', note: 'Lunch', outputBytes: '12', digest: 'ab' } }],
      },
    });
  });

  it('takes the words of AWS with the reason they belong to, and with no other', () => {
    const said = { ...totals, note: 'timed out' };
    expect(terminalEnded(aTerminal(), 'closedByAws', said, NOW)).toMatchObject({
      value: {
        change: { endReason: 'closedByAws', endNote: 'timed out' },
        events: [{ fields: { note: 'timed out' } }],
      },
    });
    expect(terminalEnded(asked, 'closedByAws', said, NOW)).toMatchObject({
      value: { change: { endReason: 'endedByAdministrator', endNote: 'Lunch' } },
    });
  });

  it('is asked for once', () => {
    const again = askToEnd(asked, 'idle', { personId: null, note: null }, NOW);
    expect(again).toMatchObject({ refusal: { reason: 'CHANGED_MEANWHILE' } });
  });

  it('wants a note of an administrator, and no novel of anyone', () => {
    const by = (note: string | null) => ({ personId: id<'person'>('kenji'), note });
    expect(askToEnd(aTerminal(), 'endedByAdministrator', by(' '), NOW)).toMatchObject({
      refusal: { reason: 'REASON_MISSING', field: 'note' },
    });
    expect(askToEnd(aTerminal(), 'endedByOwner', by('x'.repeat(2001)), NOW)).toMatchObject({
      refusal: { reason: 'INPUT_NOT_UNDERSTOOD', field: 'note' },
    });
    expect(askToEnd(aTerminal(), 'endedByOwner', by(null), NOW)).toMatchObject({
      value: { change: { endedById: 'kenji', endNote: null } },
    });
  });

  it('does not open once its end is asked for', () => {
    const opening = aTerminal({ status: 'opening', endRequestedAt: NOW });
    expect(terminalOpened(opening, session, NOW)).toMatchObject({ refusal: { reason: 'CHANGED_MEANWHILE' } });
  });

  it('is not adopted by who has it', () => {
    expect(adoptTerminal(aTerminal(), id('bridge-1'), 0n)).toMatchObject({ refusal: { reason: 'CHANGED_MEANWHILE' } });
  });
});

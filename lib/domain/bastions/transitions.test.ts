import { describe, expect, it } from 'vitest';
import type { Result } from '../result';
import { aBastion, at, id, NOW } from '../testing/world';
import type { Bastion, BastionStatus } from './bastion';
import {
  askBastion,
  type BastionChange,
  bastionFailed,
  bastionPlaced,
  bastionReady,
  bastionStopped,
  drainBastion,
  stepReached,
  stopBastion,
} from './transitions';

describe('askBastion', () => {
  it.each([
    ['shared', null],
    ['perPerson', 'maya'],
  ] as const)('%s', (sharing, personId) => {
    const { bastion, events } = askBastion(id('b-9'), { id: id('production'), sharing }, id('maya'), NOW);
    expect(bastion).toMatchObject({
      personId,
      status: 'launching',
      clientToken: 'b-9',
      taskArn: null,
      steps: [{ step: 'asked', at: NOW }],
    });
    expect(events(7)).toMatchObject([{ name: 'bastion.asked', fields: { number: 7, sharing } }]);
  });
});

const STATES: BastionStatus[] = ['launching', 'running', 'draining', 'stopping', 'stopped', 'failed'];

describe('every state x every verb', () => {
  const verbs: Record<string, (bastion: Bastion) => Result<BastionChange>> = {
    place: (bastion) => bastionPlaced({ ...bastion, taskArn: null }, 'arn:task/2', NOW),
    step: (bastion) => stepReached(bastion, 'imagePulled', NOW),
    ready: (bastion) => bastionReady(bastion, 'runtime-2', NOW),
    fail: (bastion) => bastionFailed(bastion, 'TaskFailedToStart', 'CannotPullContainerError', NOW),
    drain: (bastion) => drainBastion(bastion, 'age'),
    stop: (bastion) => stopBastion(bastion, 'idle'),
    stopped: (bastion) => bastionStopped(bastion, 'UserInitiated', NOW),
  };
  // What each verb leads to, from the states in which it is allowed; these are the moves the database allows too.
  const allowed: Record<string, [BastionStatus[], Partial<Bastion>]> = {
    place: [['launching'], { taskArn: 'arn:task/2' }],
    step: [['launching'], {}],
    ready: [['launching'], { status: 'running', runtimeId: 'runtime-2', readyAt: NOW }],
    fail: [['launching'], { status: 'failed', failureCode: 'TaskFailedToStart', endedAt: NOW }],
    drain: [['running'], { status: 'draining', stopReason: 'age' }],
    stop: [['launching', 'running', 'draining'], { status: 'stopping', stopReason: 'idle' }],
    stopped: [['running', 'draining', 'stopping'], { status: 'stopped', stopReason: 'UserInitiated', endedAt: NOW }],
  };
  const pairs = Object.keys(verbs).flatMap((verb) => STATES.map((status) => [verb, status] as const));

  it.each(pairs)('%s one that is %s', (verb, status) => {
    const result = verbs[verb]?.(aBastion({ status }));
    const [from, change] = allowed[verb] ?? [[], {}];
    if (from.includes(status)) expect(result).toMatchObject({ ok: true, value: { change } });
    else {
      const reason = status === 'stopped' || status === 'failed' ? 'BASTION_ENDED' : 'CHANGED_MEANWHILE';
      expect(result).toMatchObject({ ok: false, refusal: { reason } });
    }
  });
});

describe('a launch', () => {
  const launching = aBastion({ status: 'launching', taskArn: null, readyAt: null, runtimeId: null });

  it('marks the steps that a later one implies, each once and in order', () => {
    const result = stepReached(launching, 'imagePulled', at(1));
    expect(result).toMatchObject({
      value: {
        change: {
          steps: [
            { step: 'asked', at: at(-20) },
            { step: 'placed', at: at(1) },
            { step: 'networkAttached', at: at(1) },
            { step: 'imagePulled', at: at(1) },
          ],
        },
      },
    });
    if (!result.ok) throw new Error('refused');
    const later = { ...launching, ...result.value.change };
    expect(stepReached(later, 'networkAttached', at(2))).toEqual({ ok: true, value: { change: {}, events: [] } });
  });

  it('is placed once; the same task again changes nothing, another one is refused', () => {
    const placed = { ...launching, taskArn: 'arn:task/1' };
    expect(bastionPlaced(placed, 'arn:task/1', NOW)).toEqual({ ok: true, value: { change: {}, events: [] } });
    expect(bastionPlaced(placed, 'arn:task/2', NOW)).toMatchObject({ refusal: { reason: 'CHANGED_MEANWHILE' } });
  });

  it('is not ready before it is placed, and says how long it took', () => {
    expect(bastionReady(launching, 'r', NOW)).toMatchObject({ refusal: { reason: 'CHANGED_MEANWHILE' } });
    expect(bastionReady({ ...launching, taskArn: 'a' }, 'r', NOW)).toMatchObject({
      value: { events: [{ name: 'bastion.ready', fields: { elapsedMs: 20 * 60_000 } }] },
    });
  });

  it('keeps the reason it was stopped for', () => {
    const stopping = aBastion({ status: 'stopping', stopReason: 'idle' });
    expect(bastionStopped(stopping, 'UserInitiated', NOW)).toMatchObject({
      value: { change: { stopReason: 'idle' }, events: [{ fields: { reason: 'idle' } }] },
    });
  });
});

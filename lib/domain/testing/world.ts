import type { Bastion } from '../bastions/bastion';
import type { Id } from '../ids';
import type { AccessRequest, Decision, Grant } from '../requests/request';
import type { Terminal } from '../terminals/terminal';

export const NOW = new Date('2026-11-22T10:00:00.000Z');

/** So many minutes after NOW; negative is before. */
export function at(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

/** A readable text standing for an id. */
export function id<Kind extends string>(text: string): Id<Kind> {
  return text as Id<Kind>;
}

/** A pending request by maya for 60 minutes that one of the approvers must allow. */
export function aRequest(over: Partial<AccessRequest> = {}): AccessRequest {
  return {
    id: id('r-1'),
    number: 1087,
    personId: id('maya'),
    targetId: id('orders-db'),
    reason: 'Reconcile two stuck payments',
    ticket: null,
    minutes: 60,
    startsAt: null,
    status: 'pending',
    approvalsNeeded: 1,
    approverGroups: ['approvers'],
    policyVersion: 1,
    policyIds: ['production.request.short'],
    createdAt: at(-10),
    lapsesAt: at(24 * 60 - 10),
    settledAt: null,
    ...over,
  };
}

/** A yes as asked, for the approvers. */
export function aYes(personId: string, over: Partial<Decision> = {}): Decision {
  return {
    requestId: id('r-1'),
    personId: id(personId),
    kind: 'approved',
    minutes: null,
    comment: null,
    forGroups: ['approvers'],
    createdAt: at(-5),
    ...over,
  };
}

/** An active grant of maya's, open from ten minutes ago for an hour. */
export function aGrant(over: Partial<Grant> = {}): Grant {
  return {
    id: id('g-1'),
    requestId: id('r-1'),
    personId: id('maya'),
    targetId: id('orders-db'),
    status: 'active',
    startsAt: at(-10),
    endsAt: at(50),
    ...over,
  };
}

/** A live terminal of maya's, opened five minutes ago. */
export function aTerminal(over: Partial<Terminal> = {}): Terminal {
  return {
    id: id('t-1'),
    number: 20418,
    personId: id('maya'),
    signInId: id('s-1'),
    targetId: id('orders-db'),
    environmentId: id('production'),
    grantId: id('g-1'),
    bastionId: id('b-1'),
    bridgeId: id('bridge-1'),
    status: 'live',
    cols: 80,
    rows: 24,
    createdAt: at(-6),
    openedAt: at(-5),
    endedAt: null,
    endRequestedAt: null,
    endReason: null,
    endNote: null,
    endedById: null,
    agentSessionId: 'ecs-execute-command-1',
    streamUrl: 'wss://stream.test/1',
    inputReserved: 0n,
    lastInputAt: null,
    detachedAt: null,
    outputBytes: 0n,
    ...over,
  };
}

/** A running bastion of maya's, made twenty minutes ago and last used five minutes ago. */
export function aBastion(over: Partial<Bastion> = {}): Bastion {
  return {
    id: id('b-1'),
    number: 7,
    environmentId: id('production'),
    personId: id('maya'),
    status: 'running',
    clientToken: 'b-1',
    taskArn: 'arn:task/1',
    runtimeId: 'runtime-1',
    steps: [{ step: 'asked', at: at(-20) }],
    createdAt: at(-20),
    readyAt: at(-19),
    lastUsedAt: at(-5),
    stopReason: null,
    failureCode: null,
    failureText: null,
    endedAt: null,
    ...over,
  };
}

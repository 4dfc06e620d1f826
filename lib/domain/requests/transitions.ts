import type { Requirement } from '../approvals/required-approvals';
import { tally } from '../approvals/tally';
import { auditEvent, type NewAuditEvent } from '../audit/event';
import type { EnvironmentId, RequestId, TargetId } from '../ids';
import type { Actor } from '../people/actor';
import { ok, type Refusal, type Result, refuse } from '../result';
import type { AccessRequest, Decision, Grant, RequestStatus } from './request';

export const REASON_LENGTH = { least: 10, most: 2000 } as const;
export const TICKET_LENGTH = 100;
/** A start this little in the past is a slow clock or a slow hand, not a mistake. */
export const START_TOLERANCE_MINUTES = 5;
export const START_AHEAD_DAYS = 30;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What somebody asks for, before any rule has seen it. */
export type RequestDraft = {
  id: RequestId;
  targetId: TargetId;
  environmentId: EnvironmentId;
  reason: string;
  ticket: string | null;
  minutes: number;
  /** Asked-for start; null means from the last approval on. */
  startsAt: Date | null;
};

/** How a pending request ends; written together with its grant when there is one. */
export type Settlement = {
  status: Exclude<RequestStatus, 'pending'>;
  settledAt: Date;
  grant: NewGrant | null;
};

/** A grant to be written as active. */
export type NewGrant = Omit<Grant, 'id' | 'status'>;

/**
 * A new request, and its settlement when policy lets it in at once. The request is written as pending first: the database lets no
 * request begin otherwise. The number is the database's, hence events are asked for with it.
 */
export type Sent = {
  request: Omit<AccessRequest, 'number'>;
  settlement: Settlement | null;
  events: (number: number) => NewAuditEvent[];
};

/** An approver's answer as given. */
export type Verdict = { kind: 'approved' | 'denied'; minutes?: number | null; comment?: string | null };

/** A decision to be written and, when it settles the request, the settlement. */
export type Decided = { decision: Decision; settlement: Settlement | null; events: NewAuditEvent[] };

export type Settled = { settlement: Settlement; events: NewAuditEvent[] };

/** Turns a draft into a pending request under what policy demands of it; unanswered, it lapses after `lapseHours`. */
export function submitRequest(
  draft: RequestDraft,
  requirement: Requirement,
  actor: Pick<Actor, 'personId'>,
  lapseHours: number,
  now: Date,
): Result<Sent> {
  const reason = draft.reason.trim();
  const ticket = draft.ticket?.trim() || null;
  const no =
    wrongText(reason, ticket) ?? wrongMinutes(draft.minutes, requirement) ?? wrongStart(draft.startsAt, now) ?? null;
  if (no) return { ok: false, refusal: no };

  const request: Omit<AccessRequest, 'number'> = {
    id: draft.id,
    personId: actor.personId,
    targetId: draft.targetId,
    reason,
    ticket,
    minutes: draft.minutes,
    startsAt: draft.startsAt && draft.startsAt > now ? draft.startsAt : null,
    status: 'pending',
    approvalsNeeded: Math.max(requirement.approvals, new Set(requirement.groups).size),
    approverGroups: [...new Set(requirement.groups)],
    policyVersion: requirement.policyVersion,
    policyIds: requirement.policyIds,
    createdAt: now,
    lapsesAt: new Date(now.getTime() + lapseHours * 60 * MINUTE_MS),
    settledAt: null,
  };
  const settlement = request.approvalsNeeded === 0 ? approval(request, [], now) : null;
  const about = { ...subject(request), environmentId: draft.environmentId };

  const events = (number: number): NewAuditEvent[] => {
    const sent = auditEvent(
      'request.sent',
      {
        number,
        reason,
        ticket,
        minutes: request.minutes,
        startsAt: request.startsAt?.toISOString() ?? null,
        approvalsNeeded: request.approvalsNeeded,
        approverGroups: request.approverGroups,
        policyVersion: request.policyVersion,
        policyIds: request.policyIds,
      },
      about,
    );
    if (!settlement) return [sent];
    const byPolicy = { number, policyIds: request.policyIds, policyVersion: request.policyVersion };
    return [
      sent,
      auditEvent('request.approvedByPolicy', byPolicy, about),
      ...grantOpened(number, settlement.grant, about),
    ];
  };
  return ok({ request, settlement, events });
}

/**
 * Takes one approver's yes or no. A no settles the request; a yes does when it completes the tally, and then the clock starts: now, or
 * at the asked-for start when that is still ahead. The shortest duration anyone allowed wins. Whether policy lets the approver decide
 * at all is the caller's question; `approverGroupsHeld` are the approver's own groups.
 */
export function decide(
  request: AccessRequest,
  decisions: readonly Decision[],
  verdict: Verdict,
  approver: Pick<Actor, 'personId'>,
  approverGroupsHeld: readonly string[],
  now: Date,
): Result<Decided> {
  if (approver.personId === request.personId) return refuse('SELF_APPROVAL');
  const closed = whyClosed(request, now);
  if (closed) return { ok: false, refusal: closed };
  if (decisions.some((one) => one.personId === approver.personId)) return refuse('ALREADY_DECIDED');
  const forGroups = request.approverGroups.filter((group) => approverGroupsHeld.includes(group));
  if (request.approverGroups.length > 0 && forGroups.length === 0)
    return refuse('NOT_AN_APPROVER', { facts: { groups: request.approverGroups.join(', ') } });

  const comment = verdict.comment?.trim() || null;
  if (comment && lengthOf(comment) > REASON_LENGTH.most)
    return refuse('INPUT_NOT_UNDERSTOOD', { field: 'comment', facts: { most: REASON_LENGTH.most } });
  if (verdict.kind === 'denied') {
    if (!comment) return refuse('REASON_MISSING', { field: 'comment' });
    return ok({
      decision: decisionOf(request, approver, 'denied', null, comment, forGroups, now),
      settlement: { status: 'denied', settledAt: now, grant: null },
      events: [auditEvent('request.denied', { number: request.number, comment }, subject(request))],
    });
  }

  const minutes = verdict.minutes ?? request.minutes;
  if (!Number.isSafeInteger(minutes) || minutes < 1) return refuse('INPUT_NOT_UNDERSTOOD', { field: 'minutes' });
  if (minutes > request.minutes) return refuse('NOT_SHORTER', { field: 'minutes', facts: { asked: request.minutes } });
  const shortened = minutes < request.minutes ? minutes : null;
  const decision = decisionOf(request, approver, 'approved', shortened, comment, forGroups, now);
  const yeses = [...decisions, decision].filter((one) => one.kind === 'approved');
  const counted = tally(
    { approvals: request.approvalsNeeded, groups: request.approverGroups },
    yeses.map((yes) => ({ personId: yes.personId, groups: yes.forGroups })),
  );
  const settlement = counted.complete ? approval(request, yeses, now) : null;
  const fields = { number: request.number, minutes, forGroups, comment, complete: counted.complete };
  return ok({
    decision,
    settlement,
    events: [
      auditEvent('request.approved', fields, subject(request)),
      ...grantOpened(request.number, settlement?.grant ?? null, subject(request)),
    ],
  });
}

/** Takes back one's own pending request. */
export function withdraw(request: AccessRequest, actor: Pick<Actor, 'personId'>, now: Date): Result<Settled> {
  if (actor.personId !== request.personId) return refuse('NOT_ALLOWED');
  const closed = whyClosed(request, now);
  if (closed) return { ok: false, refusal: closed };
  return ok(settled('withdrawn', auditEvent('request.withdrawn', { number: request.number }, subject(request)), now));
}

/** Closes a request nobody answered in time; CHANGED_MEANWHILE while its time is not over. */
export function lapse(request: AccessRequest, now: Date): Result<Settled> {
  if (request.status !== 'pending') return refuse('ALREADY_SETTLED', { facts: { status: request.status } });
  if (now < request.lapsesAt) return refuse('CHANGED_MEANWHILE');
  return ok(settled('lapsed', auditEvent('request.lapsed', { number: request.number }, subject(request)), now));
}

export type GrantEnded = {
  grant: { status: 'expired' | 'revoked'; endedAt: Date; revokedReason: string | null };
  events: NewAuditEvent[];
};

/** Takes an active grant away before its time; the reason is demanded. Who may is the caller's question. */
export function revokeGrant(grant: Grant, requestNumber: number, reason: string, now: Date): Result<GrantEnded> {
  const why = reason.trim();
  if (grant.status !== 'active' || now >= grant.endsAt)
    return refuse('GRANT_ENDED', { facts: { status: grant.status } });
  if (!why) return refuse('REASON_MISSING', { field: 'reason' });
  if (lengthOf(why) > REASON_LENGTH.most)
    return refuse('INPUT_NOT_UNDERSTOOD', { field: 'reason', facts: { most: REASON_LENGTH.most } });
  return ok({
    grant: { status: 'revoked', endedAt: now, revokedReason: why },
    events: [auditEvent('grant.revoked', { number: requestNumber, reason: why }, subject(grant))],
  });
}

/** Closes an active grant whose time is over; CHANGED_MEANWHILE while it is not. */
export function expireGrant(grant: Grant, requestNumber: number, now: Date): Result<GrantEnded> {
  if (grant.status !== 'active') return refuse('GRANT_ENDED', { facts: { status: grant.status } });
  if (now < grant.endsAt) return refuse('CHANGED_MEANWHILE');
  return ok({
    grant: { status: 'expired', endedAt: now, revokedReason: null },
    events: [auditEvent('grant.expired', { number: requestNumber }, subject(grant))],
  });
}

/** Why nothing may be done to this request any longer, or null while it is pending and in time. */
export function whyClosed(request: Pick<AccessRequest, 'status' | 'lapsesAt'>, now: Date): Refusal | null {
  // A pending request past its time is lapsed even before the job has written it down.
  if (request.status === 'lapsed' || (request.status === 'pending' && now >= request.lapsesAt))
    return { reason: 'REQUEST_LAPSED' };
  if (request.status !== 'pending') return { reason: 'ALREADY_SETTLED', facts: { status: request.status } };
  return null;
}

// In code points, as Postgres counts: ten emoji are ten characters there and here.
function lengthOf(text: string): number {
  return [...text].length;
}

function wrongText(reason: string, ticket: string | null): Refusal | null {
  if (!reason) return { reason: 'REASON_MISSING', field: 'reason' };
  if (lengthOf(reason) < REASON_LENGTH.least || lengthOf(reason) > REASON_LENGTH.most)
    return { reason: 'INPUT_NOT_UNDERSTOOD', field: 'reason', facts: REASON_LENGTH };
  if (ticket && lengthOf(ticket) > TICKET_LENGTH)
    return { reason: 'INPUT_NOT_UNDERSTOOD', field: 'ticket', facts: { most: TICKET_LENGTH } };
  return null;
}

function wrongMinutes(minutes: number, requirement: Requirement): Refusal | null {
  if (requirement.maxMinutes < 1) return { reason: 'NOT_ALLOWED' };
  if (!Number.isSafeInteger(minutes) || minutes < 1) return { reason: 'INPUT_NOT_UNDERSTOOD', field: 'minutes' };
  if (minutes > requirement.maxMinutes)
    return { reason: 'TOO_LONG', field: 'minutes', facts: { max: requirement.maxMinutes } };
  return null;
}

function wrongStart(startsAt: Date | null, now: Date): Refusal | null {
  if (!startsAt) return null;
  const ahead = startsAt.getTime() - now.getTime();
  if (Number.isNaN(ahead)) return { reason: 'INPUT_NOT_UNDERSTOOD', field: 'startsAt' };
  if (ahead < -START_TOLERANCE_MINUTES * MINUTE_MS) return { reason: 'START_IN_THE_PAST', field: 'startsAt' };
  if (ahead > START_AHEAD_DAYS * DAY_MS)
    return { reason: 'START_TOO_FAR', field: 'startsAt', facts: { days: START_AHEAD_DAYS } };
  return null;
}

function approval(
  request: Pick<AccessRequest, 'id' | 'personId' | 'targetId' | 'minutes' | 'startsAt'>,
  yeses: readonly Decision[],
  now: Date,
): Settlement {
  const startsAt = request.startsAt && request.startsAt > now ? request.startsAt : now;
  const minutes = Math.min(request.minutes, ...yeses.map((yes) => yes.minutes ?? request.minutes));
  const endsAt = new Date(startsAt.getTime() + minutes * MINUTE_MS);
  const { id: requestId, personId, targetId } = request;
  return { status: 'approved', settledAt: now, grant: { requestId, personId, targetId, startsAt, endsAt } };
}

function decisionOf(
  request: AccessRequest,
  approver: Pick<Actor, 'personId'>,
  kind: Decision['kind'],
  minutes: number | null,
  comment: string | null,
  forGroups: readonly string[],
  now: Date,
): Decision {
  return { requestId: request.id, personId: approver.personId, kind, minutes, comment, forGroups, createdAt: now };
}

function settled(status: 'withdrawn' | 'lapsed', event: NewAuditEvent, now: Date): Settled {
  return { settlement: { status, settledAt: now, grant: null }, events: [event] };
}

function grantOpened(number: number, grant: NewGrant | null, about: NewAuditEvent['about']): NewAuditEvent[] {
  if (!grant) return [];
  const fields = { number, startsAt: grant.startsAt.toISOString(), endsAt: grant.endsAt.toISOString() };
  return [auditEvent('grant.opened', fields, about)];
}

function subject(of: Pick<AccessRequest, 'personId' | 'targetId'> & ({ id: RequestId } | { requestId: RequestId })) {
  return { personId: of.personId, requestId: 'requestId' in of ? of.requestId : of.id, targetId: of.targetId };
}

import type { BastionId, EnvironmentId, PersonId, RequestId, TargetId, TerminalId } from '../ids';
import type { Door } from './door';

type None = Record<never, never>;

/** Every event name with the fields it carries. The list is closed: what is not here is not recorded, and cannot be written. */
export type AuditFields = {
  'person.signedIn': { groups: readonly string[]; userAgent: string };
  'person.signInRefused': { why: string; subject?: string };
  'person.signedOut': { everywhere: boolean };
  'person.signInsRevoked': { reason: string; count: number };
  'request.sent': {
    number: number;
    reason: string;
    ticket: string | null;
    minutes: number;
    startsAt: string | null;
    approvalsNeeded: number;
    approverGroups: readonly string[];
    policyVersion: number;
    policyIds: readonly string[];
  };
  'request.refused': { why: string; target: string };
  'request.approved': {
    number: number;
    minutes: number;
    forGroups: readonly string[];
    comment: string | null;
    complete: boolean;
  };
  'request.approvedByPolicy': { number: number; policyIds: readonly string[]; policyVersion: number };
  'request.denied': { number: number; comment: string };
  'request.withdrawn': { number: number };
  'request.lapsed': { number: number };
  'request.decisionRefused': { number: number; why: string };
  'grant.opened': { number: number; startsAt: string; endsAt: string };
  'grant.expired': { number: number };
  'grant.revoked': { number: number; reason: string };
  'bastion.asked': { number: number; sharing: string };
  'bastion.placed': { number: number; taskArn: string };
  'bastion.ready': { number: number; elapsedMs: number };
  'bastion.failed': { number: number; code: string; text: string };
  'bastion.draining': { number: number; reason: string };
  'bastion.stopped': { number: number; reason: string };
  'bastion.orphanStopped': { taskArn: string };
  /** `after`: the number of the ended terminal from whose page it was opened again. */
  'terminal.asked': { number: number; grantRequest: number; after?: number };
  'terminal.refused': { why: string };
  'terminal.ticketRefused': { why: string };
  'terminal.opened': { number: number; agentSessionId: string; assumedRole: string | null };
  'terminal.attached': { number: number; fromOffset: string };
  'terminal.detached': { number: number };
  'terminal.adopted': { number: number; atOffset: string };
  'terminal.watched': { number: number };
  'terminal.unwatched': { number: number };
  /** Somebody saw its screen as a miniature, without watching it. */
  'terminal.pictured': { number: number };
  'terminal.endAsked': { number: number; reason: string; note: string | null };
  'terminal.ended': { number: number; reason: string; note: string | null; outputBytes: string; digest: string };
  'terminal.orphanSessionEnded': { agentSessionId: string };
  'recording.read': { number: number; how: 'player' | 'download' };
  'recording.verified': { number: number; whole: boolean; brokenAt: number | null };
  'policy.loaded': { version: number; files: readonly string[] };
  'environment.loaded': { name: string; targets: number };
  /** A managed node became a target, or one again. */
  'target.found': { name: string; nodeId: string; tags: Readonly<Record<string, string>> };
  /** What policies decide by has changed on a node. */
  'target.retagged': { nodeId: string; from: Readonly<Record<string, string>>; to: Readonly<Record<string, string>> };
  /** A node is no target any longer: it is gone, or its tags no longer match. */
  'target.lost': { name: string; nodeId: string };
  /** Somebody on Postern's host compared the environment with AWS; faults are the names of the checks that failed. */
  'environment.examined': { name: string; faults: readonly string[]; warnings: number };
  'audit.verified': { whole: boolean; events: string; brokenAt: string | null };
  'audit.read': { filter: string };
  'access.refused': { door: Door; why: string };
  /** How often the same was refused to the same person or network again, since an instant, within one window. */
  'access.refusedAgain': { door: Door; why: string; times: number; since: string };
  'postern.started': { version: string };
  'postern.stopped': None;
};

export type AuditName = keyof AuditFields;

/** What an event is about; ids only, names are looked up when shown. */
export type AuditSubject = {
  personId?: PersonId;
  requestId?: RequestId;
  terminalId?: TerminalId;
  targetId?: TargetId;
  bastionId?: BastionId;
  environmentId?: EnvironmentId;
};

/** An event to be written in the same transaction as what it records; sequence, time and hashes are added by the writer. */
export type NewAuditEvent = {
  [Name in AuditName]: { name: Name; fields: AuditFields[Name]; about: AuditSubject };
}[AuditName];

/** Builds one event with its fields checked against the closed list. */
export function auditEvent<Name extends AuditName>(
  name: Name,
  fields: AuditFields[Name],
  about: AuditSubject = {},
): NewAuditEvent {
  return { name, fields, about } as NewAuditEvent;
}

import type { Resource } from './entities';

/**
 * The words policies may use, in Cedar's schema language. Environments are named by their name, targets by "environment/target", people
 * and the rest by id, so that a policy can be written by hand. Every context attribute is always present: a forbid must not fall away
 * because something was left out.
 */
export const SCHEMA = `
// A group as the identity provider names it.
entity Group;

// Somebody signed in, or a machine's account.
entity Person in [Group] = { email: String };

// An AWS account, region, network and cluster. kind: production, staging, development, site or other.
entity Environment = { name: String, kind: String };

// A place reached. name: as the environments file calls it, or the id of a node that was found, whatever the machine calls itself.
// kind: bastion, host, database or node. nodeId: of a managed node, otherwise empty. Tags by resource.hasTag("team") && resource.getTag("team") == "payments".
entity Target in [Environment] = { name: String, kind: String, nodeId: String, environment: Environment } tags String;

// Somebody's request for access to a target.
entity AccessRequest in [Target] = { requester: Person, target: Target, environment: Environment, minutes: Long };

// A terminal and its recording.
entity Terminal in [Target] = { owner: Person, target: Target, environment: Environment };

// Postern itself.
entity System;

// hour: 0 to 23 and weekday: 1 (Monday) to 7, both UTC. groupsAgeMinutes: since the provider last said which groups the person is in.
type Circumstances = { hour: Long, weekday: Long, groupsAgeMinutes: Long };
type Asked = { minutes: Long, hour: Long, weekday: Long, groupsAgeMinutes: Long };

action see appliesTo {
  principal: Person, resource: [Target, AccessRequest, Terminal, Environment, System], context: Circumstances
};
action request, beAutoApproved appliesTo { principal: Person, resource: Target, context: Asked };
action approve appliesTo { principal: Person, resource: AccessRequest, context: Circumstances };
action connect appliesTo { principal: Person, resource: Target, context: Circumstances };
action watch appliesTo { principal: Person, resource: Terminal, context: Circumstances };
// Ending access: a live terminal, or what a request has opened.
action end appliesTo { principal: Person, resource: [Terminal, AccessRequest], context: Circumstances };
action administer appliesTo { principal: Person, resource: [System, Environment], context: Circumstances };
action readAudit appliesTo { principal: Person, resource: System, context: Circumstances };
`;

/** Every action with the kinds of resource it applies to and whether a duration goes with it: the schema's `appliesTo`, for asking. */
export const APPLIES_TO = {
  see: { resources: ['target', 'request', 'terminal', 'environment', 'system'], timed: false },
  request: { resources: ['target'], timed: true },
  beAutoApproved: { resources: ['target'], timed: true },
  approve: { resources: ['request'], timed: false },
  connect: { resources: ['target'], timed: false },
  watch: { resources: ['terminal'], timed: false },
  end: { resources: ['terminal', 'request'], timed: false },
  administer: { resources: ['system', 'environment'], timed: false },
  readAudit: { resources: ['system'], timed: false },
} as const satisfies Record<string, { resources: readonly Resource['type'][]; timed: boolean }>;

export type Action = keyof typeof APPLIES_TO;

export const ACTIONS = Object.keys(APPLIES_TO) as Action[];

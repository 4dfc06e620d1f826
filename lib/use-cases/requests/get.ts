import { countGrants } from '../../db/grants';
import { listManagedNodes } from '../../db/managed-nodes';
import { listPeople, namesOfPeople } from '../../db/people';
import { bastionStates, countOpenTerminals, listTerminalsOfGrant, usualMinutes } from '../../db/request-facts';
import { findRequest, type RequestRecord } from '../../db/requests';
import type { Tally } from '../../domain/approvals/tally';
import { isId, type RequestId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { groupsFresh } from '../../domain/people/may-act';
import type { Person } from '../../domain/people/person';
import { isOpen } from '../../domain/requests/grants';
import { whyClosed } from '../../domain/requests/transitions';
import type { RequestDetail } from '../../domain/requests/view';
import { ok, type Result, refuse } from '../../domain/result';
import { onlyCommand, ownDocument } from '../../domain/targets/target';
import { decide } from '../../policy/decide';
import type { PolicySet } from '../../policy/read-policies';
import { notFoundFor } from '../audit/count-refusal';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { nodeViews } from '../targets/node-views';
import { askAboutRequest, mayAnswer, maySeeRequest } from './may';
import { requestRow, revokersOf, tallyOf } from './request-row';
import { timeline } from './timeline';

const NINETY_DAYS_MS = 90 * 24 * 3_600_000;

/** One request with its time line, who must say yes, what is unusual about it, and what the viewer may do. */
export async function getRequest(
  deps: Deps,
  actor: Actor,
  input: { requestId: string },
): Promise<Result<RequestDetail>> {
  const now = deps.clock.now();
  if (!isId(input.requestId)) return refuse('NOT_FOUND');
  const tx = deps.db.prisma;
  const [policies, record] = await Promise.all([currentPolicies(deps), findRequest(tx, input.requestId as RequestId)]);
  if (!record || !maySeeRequest(policies, actor, record, now))
    return notFoundFor(deps, actor, 'request.see', record ? 'NOT_ALLOWED' : 'NOT_FOUND');
  const { request, target, environment, grant } = record;
  const whose = { personId: request.personId, targetId: request.targetId };
  const [names, people, terminals, all, lately, usual, openTerminals, bastions, nodes] = await Promise.all([
    namesOfPeople(tx, revokersOf([record])),
    listPeople(tx),
    grant ? listTerminalsOfGrant(tx, grant.id) : [],
    countGrants(tx, whose),
    countGrants(tx, { ...whose, since: new Date(now.getTime() - NINETY_DAYS_MS) }),
    usualMinutes(tx, { targetId: request.targetId, exceptNumber: request.number }),
    countOpenTerminals(tx, whose),
    bastionStates(tx, request.personId),
    target.nodeId === null ? [] : listManagedNodes(tx, { environmentId: environment.id, nodeId: target.nodeId }),
  ]);
  const counted = tallyOf(record);
  const own = grant ? 1 : 0;
  return ok({
    ...requestRow(record, names, now),
    personGroups: [...record.person.groups],
    mustSayYes: mustSayYes(policies, record, counted, people, now),
    timeline: timeline(record, counted, terminals, names, now),
    acts: actsOf(policies, actor, record, now),
    cannotApproveBecause: whyNotApprove(deps, policies, actor, record, now),
    worthKnowing: {
      firstTimeOnTarget: all.all - own === 0,
      grantsIn90Days: lately.all - own,
      endedEarly: lately.revoked,
      longerThanUsual: usual.length >= 3 && usual.every((minutes) => minutes < request.minutes),
    },
    openTerminals,
    policyVersion: request.policyVersion,
    policyIds: [...request.policyIds],
    bastionRunning: bastions.get(environment.id) === 'running',
    node: nodeViews(nodes)(target),
    command: onlyCommand(target),
    document: ownDocument(target),
  });
}

function mustSayYes(
  policies: PolicySet,
  record: RequestRecord,
  counted: Tally,
  people: readonly Person[],
  now: Date,
): RequestDetail['mustSayYes'] {
  const { request, decisions } = record;
  const yeses = counted.counted.map((voice) => ({
    group: voice.group,
    decision: decisions.find((decision) => decision.personId === voice.personId && decision.kind === 'approved'),
  }));
  const isOpenStill = whyClosed(request, now) === null;
  const could = isOpenStill
    ? people.filter(
        (person) =>
          !person.deactivatedAt &&
          decisions.every((decision) => decision.personId !== person.id) &&
          mayAnswer(policies, { ...person, personId: person.id }, record, now),
      )
    : [];
  const extra = Math.max(0, request.approvalsNeeded - request.approverGroups.length);
  // An empty group stands for "anyone who may approve".
  const seats = [...request.approverGroups, ...Array.from({ length: extra }, () => '')];
  const fillers = yeses.filter((yes) => yes.group === null);
  return seats.map((group) => {
    const yes = group === '' ? fillers.shift() : yeses.find((one) => one.group === group);
    const speakers = group === '' ? could : could.filter((person) => person.groups.includes(group));
    return {
      group,
      by: yes?.decision ? { id: yes.decision.personId, name: yes.decision.name } : null,
      at: yes?.decision?.createdAt.getTime() ?? null,
      comment: yes?.decision?.comment ?? null,
      could: yes ? [] : speakers.map((person) => ({ id: person.id, name: person.name })),
    };
  });
}

function actsOf(policies: PolicySet, actor: Actor, record: RequestRecord, now: Date): RequestDetail['acts'] {
  const { request, target, environment, grant } = record;
  const mine = request.personId === actor.personId;
  const waiting = whyClosed(request, now) === null;
  const undecided = record.decisions.every((decision) => decision.personId !== actor.personId);
  const answer = waiting && undecided && mayAnswer(policies, actor, record, now);
  const isLive = grant?.status === 'active' && now < grant.endsAt;
  const place = { type: 'target', target, environment } as const;
  return {
    approve: answer,
    deny: answer,
    withdraw: mine && waiting,
    revoke: isLive && askAboutRequest(policies, actor, 'end', record, now).allowed,
    connect:
      mine &&
      grant !== null &&
      isOpen(grant, now) &&
      decide(policies, { actor, action: 'connect', resource: place, now }).allowed,
  };
}

function whyNotApprove(
  deps: Deps,
  policies: PolicySet,
  actor: Actor,
  record: RequestRecord,
  now: Date,
): RequestDetail['cannotApproveBecause'] {
  if (whyClosed(record.request, now)) return null;
  if (record.request.personId === actor.personId) return 'SELF_APPROVAL';
  if (!mayAnswer(policies, actor, record, now)) return null;
  if (record.decisions.some((decision) => decision.personId === actor.personId)) return 'ALREADY_DECIDED';
  return groupsFresh(actor, deps.limits.groupsMaxAgeMinutes, now) ? null : 'GROUPS_TOO_OLD';
}

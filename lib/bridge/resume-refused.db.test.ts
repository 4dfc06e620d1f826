import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSettings } from '../../local/aws/faults';
import type { TerminalId } from '../domain/ids';
import { openTerminal } from '../use-cases/terminals/open';
import { type RunningBridge, World } from './testing/world';

let world: World;
let at: RunningBridge;
beforeAll(async () => {
  world = await World.start();
  at = await world.openBridge();
});
afterEach(() => world.cloud.aws.faults.clear());
afterAll(() => world.close());

const rowOf = (id: TerminalId) => world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id } });
const logged = (msg: string) =>
  world.logged.map((line) => JSON.parse(line) as { msg: string }).filter((line) => line.msg === msg);

/** A shell that has said something, whose line is cut while AWS says no to whoever takes it up again. */
async function refused(faults: FaultSettings) {
  const { browser, terminalId } = await world.shell(at);
  await browser.type('echo last-words\n');
  await browser.see('last-words\r\n');
  const before = await rowOf(terminalId);
  world.cloud.aws.faults.set(faults);
  world.cloud.aws.faults.cutClient(before.agentSessionId ?? '');
  const ended = await browser.hear('ended');
  await browser.closed();
  return { browser, terminalId, ended, before };
}

/** How AWS says no, and how often it is asked: credentials may be out of date for a moment, a session that is gone never comes back. */
const refusals: [string, FaultSettings, number][] = [
  ['it says that there is no such session', { operations: { 'ssm:ResumeSession': error('DoesNotExistException') } }, 1],
  ['it answers without a token', { resumeWithoutToken: true }, 1],
  ['it does not allow it', { operations: { 'ssm:ResumeSession': error('AccessDeniedException') } }, 4],
];

function error(code: string) {
  return { error: { code, status: 400 } };
}

describe.each(refusals)('a line that AWS does not take up again: %s', (_name, faults, tries) => {
  test('ends its terminal without trying for long, with a reason of its own, on record and in one line of the log', async () => {
    const askedBefore = world.cloud.aws.inspect().calls.filter(({ operation }) => operation === 'ResumeSession').length;
    const already = logged('an agent session was not resumed').length;
    const { browser, terminalId, ended } = await refused(faults);
    expect(ended).toMatchObject({ reason: 'resumeRefused', isShellGone: true });
    const asked = world.cloud.aws.inspect().calls.filter(({ operation }) => operation === 'ResumeSession');
    expect(asked.length - askedBefore).toBe(tries);
    // One quiet notice, and no word of a line that came back.
    expect(browser.messages.filter(({ type }) => type === 'line')).toEqual([{ type: 'line', up: false }]);
    expect(await rowOf(terminalId)).toMatchObject({
      status: 'ended',
      endReason: 'resumeRefused',
      outputBytes: BigInt(browser.offset),
    });
    const events = await world.deps.db.prisma.auditEvent.findMany({ where: { terminalId, name: 'terminal.ended' } });
    expect(events.map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ reason: 'resumeRefused', outputBytes: String(browser.offset) }),
    ]);
    expect(logged('an agent session was not resumed').slice(already)).toEqual([
      expect.objectContaining({ terminal: terminalId, level: 40 }),
    ]);
  });

  test('leaves a bastion in which another shell opens, and says which terminal that one follows', async () => {
    const { terminalId, before } = await refused(faults);
    world.cloud.aws.faults.clear();
    const place = { targetId: world.targetId, cols: 80, rows: 24 };
    const opened = await openTerminal(world.deps, world.operator, { ...place, after: terminalId });
    if (!opened.ok) throw new Error(opened.refusal.reason);
    const next = opened.value.terminalId;
    const browser = world.browser(next);
    await browser.connect(at.url);
    await browser.type('echo goes-o\\n\n');
    await browser.see('goes-on\r\n');
    expect(await rowOf(next)).toMatchObject({ bastionId: before.bastionId, grantId: before.grantId, status: 'live' });
    const [asked] = await world.deps.db.prisma.auditEvent.findMany({
      where: { terminalId: next, name: 'terminal.asked' },
    });
    expect(asked?.fields).toMatchObject({ after: before.number });
  });
});

test('a shell that AWS neither takes up again nor ends is told of as what it is: perhaps alive', async () => {
  const { terminalId, ended } = await refused({
    operations: {
      'ssm:ResumeSession': error('DoesNotExistException'),
      'ssm:TerminateSession': error('AccessDeniedException'),
    },
  });
  expect(ended).toMatchObject({ reason: 'resumeRefused', isShellGone: false });
  expect(await rowOf(terminalId)).toMatchObject({ status: 'live', endReason: 'resumeRefused' });
});

import { describe, expect, it } from 'vitest';
import { endedText, hadShell, wasCommand } from './ended-text';

it('speaks of what there was: a shell, a machine, or one command', () => {
  const shell = { isOnNode: true, isCommand: false };
  expect(endedText('exited', shell)).toBe('ended.exited');
  expect(endedText('exited', { ...shell, isCommand: true })).toBe('ended.commandEnded');
  expect(endedText('agentRefused', shell)).toBe('ended.nodeRefused');
  expect(endedText('agentRefused', { isOnNode: false, isCommand: false })).toBe('ended.agentRefused');
  expect(endedText('grantEnded', { ...shell, isCommand: true })).toBe('ended.grantEnded');
});

it('takes for one command what its target calls so, and what told an exit code', () => {
  expect(wasCommand({ command: 'df -h /', exitCode: null })).toBe(true);
  expect(wasCommand({ command: null, exitCode: 0 })).toBe(true);
  expect(wasCommand({ command: null, exitCode: null })).toBe(false);
});

describe('whether there was a shell to play', () => {
  const before = { openedAt: null, failure: null, reached: { ticket: 1 } };

  it.each(['notAllowed', 'targetGone'] as const)('is no for one that was shut out before its start: %s', (reason) => {
    expect(hadShell(reason, before)).toBe(false);
    expect(hadShell(reason, { ...before, reached: { ticket: 1, nodeConnected: 2 } })).toBe(true);
    expect(hadShell(reason, { ...before, openedAt: 1 })).toBe(true);
  });

  it('is no after a failure with nothing shown, and yes otherwise', () => {
    const failure = {
      step: 'nodeConnected',
      cause: 'nodeDenied',
      check: 'checkNodeRights',
      code: 'x',
      text: '',
    } as const;
    expect(hadShell('agentRefused', { ...before, failure })).toBe(false);
    expect(hadShell('agentRefused', { ...before, failure, reached: { firstOutput: 3 } })).toBe(true);
    expect(hadShell('exited', before)).toBe(true);
  });
});

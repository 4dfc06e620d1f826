import { expect, it } from 'vitest';
import { endedText, wasCommand } from './ended-text';

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

import { expect, it } from 'vitest';
import { endedText } from './ended-text';

it('speaks of what there was: a shell, a machine, or one command', () => {
  const shell = { target: { kind: 'node', address: 'i-0a4f19c27be350d11' }, command: null } as const;
  expect(endedText('exited', shell)).toBe('ended.exited');
  expect(endedText('exited', { ...shell, command: 'df -h /' })).toBe('ended.commandEnded');
  expect(endedText('agentRefused', shell)).toBe('ended.nodeRefused');
  expect(endedText('agentRefused', { target: { kind: 'database' }, command: null })).toBe('ended.agentRefused');
  expect(endedText('grantEnded', { ...shell, command: 'df -h /' })).toBe('ended.grantEnded');
});

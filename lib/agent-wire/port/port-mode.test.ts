import { describe, expect, it } from 'vitest';
import { portTerms } from './port-mode';

describe('portTerms', () => {
  const of = (type: string, agentVersion: string) =>
    portTerms({ portNumber: '80', localPortNumber: '0', type, host: '' }, agentVersion);

  it.each([
    ['LocalPortForwarding', '3.3.1142.0', { mode: 'multiplexed', keepsAlive: false, endsByFlag: true }],
    ['LocalPortForwarding', '3.1.1511.0', { mode: 'multiplexed', keepsAlive: true, endsByFlag: true }],
    ['LocalPortForwarding', '3.0.196.0', { mode: 'basic', keepsAlive: true, endsByFlag: true }],
    ['LocalPortForwarding', '2.3.722.0', { mode: 'basic', keepsAlive: true, endsByFlag: false }],
    ['LocalPortForwarding', '3.3.1142', { mode: 'basic', keepsAlive: true, endsByFlag: false }],
    ['', '3.3.1142.0', { mode: 'standard', keepsAlive: false, endsByFlag: true }],
    ['SomethingElse', '3.3.1142.0', { mode: 'standard', keepsAlive: false, endsByFlag: true }],
  ])('type %j with agent %s', (type, agentVersion, terms) => {
    expect(of(type, agentVersion)).toEqual(terms);
  });
});

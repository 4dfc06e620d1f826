import { expect, test } from 'vitest';
import { readSettings } from './settings';

test('without anything set, every part is local and on loopback', () => {
  expect(readSettings({}, '/root')).toEqual({
    host: '127.0.0.1',
    port: 3000,
    dataFolder: '/root/.postern',
    local: { postgres: true, identity: true, aws: true },
  });
});

test.each([
  ['DATABASE_URL', 'postgres://db/x', { postgres: false, identity: true, aws: true }],
  ['OIDC_ISSUER', 'https://id.example', { postgres: true, identity: false, aws: true }],
  ['AWS_ENDPOINT_URL', 'http://127.0.0.1:9', { postgres: true, identity: true, aws: false }],
  ['AWS_REGION', 'eu-west-1', { postgres: true, identity: true, aws: false }],
  ['AWS_REGION', ' ', { postgres: true, identity: true, aws: true }],
])('%s=%s decides which parts stay off', (name, value, local) => {
  expect(readSettings({ [name]: value }, '/root').local).toEqual(local);
});

test('an address others can reach is refused with the parts that would be dangerous there', () => {
  expect(() => readSettings({ HOST: '0.0.0.0' }, '/root')).toThrow(
    'HOST is 0.0.0.0, which others can reach, but this would use the local identity provider, with which anybody can be anybody (set OIDC_ISSUER) and the local AWS, which runs shells on this machine (set AWS_REGION).',
  );
  expect(() => readSettings({ HOST: '10.0.0.1', OIDC_ISSUER: 'https://id.example' }, '/root')).toThrow('the local AWS');
  const real = { HOST: '0.0.0.0', OIDC_ISSUER: 'https://id.example', AWS_REGION: 'eu-west-1' };
  expect(readSettings(real, '/root').host).toBe('0.0.0.0');
  expect(readSettings({ HOST: '127.0.0.2' }, '/root').host).toBe('127.0.0.2');
});

test.each(['abc', '-1', '65536', '1.5'])('PORT %s is refused', (port) => {
  expect(() => readSettings({ PORT: port }, '/root')).toThrow(`PORT is “${port}”`);
});

test('POSTERN_DATA is taken from the folder of the product', () => {
  expect(readSettings({ POSTERN_DATA: '../elsewhere' }, '/a/b').dataFolder).toBe('/a/elsewhere');
});

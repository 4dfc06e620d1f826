import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NOW } from '../testing/world';
import { type AuditLink, canonical, FIRST_PREVIOUS_HASH, type KeptAuditEvent, verifyStep } from './chain';

const hash = (previous: Uint8Array, text: string): Uint8Array =>
  createHash('sha256').update(previous).update(text, 'utf8').digest();

function anEvent(over: Partial<KeptAuditEvent> = {}): KeptAuditEvent {
  return {
    sequence: 1n,
    at: NOW,
    name: 'request.sent',
    actorId: 'maya',
    actorName: 'Maya Okafor',
    address: '127.0.0.1',
    personId: null,
    requestId: 'r-1',
    terminalId: null,
    targetId: null,
    bastionId: null,
    environmentId: null,
    fields: { number: 1087, ticket: null, groups: ['b', 'a'], nested: { z: true, a: 'é"\n' } },
    ...over,
  };
}

describe('canonical', () => {
  it('is one exact text', () => {
    expect(canonical(anEvent())).toBe(
      '{"actorId":"maya","actorName":"Maya Okafor","address":"127.0.0.1","at":"2026-11-22T10:00:00.000Z","bastionId":null,' +
        '"environmentId":null,"fields":{"groups":["b","a"],"nested":{"a":"é\\"\\n","z":true},"number":1087,"ticket":null},' +
        '"name":"request.sent","personId":null,"requestId":"r-1","sequence":"1","targetId":null,"terminalId":null}',
    );
  });

  it('does not depend on the order in which keys come back', () => {
    const other = anEvent({
      fields: { nested: { a: 'é"\n', z: true }, groups: ['b', 'a'], ticket: null, number: 1087 },
    });
    const shuffled = Object.fromEntries(Object.entries(other).reverse()) as KeptAuditEvent;
    expect(canonical(shuffled)).toBe(canonical(anEvent()));
  });

  it.each([
    ['a fraction', { share: 0.5 }],
    ['not a number', { share: Number.NaN }],
    ['a number beyond what is exact', { bytes: 2 ** 53 }],
    ['nothing', { note: undefined }],
    ['a NUL', { note: 'a\0b' }],
    ['half a character', { note: '\ud83d' }],
    ['half a character as a key', { '\ud83d': 1 }],
    ['a big integer', { bytes: 1n }],
  ])('refuses %s, which the database would not give back', (_, fields) => {
    expect(() => canonical(anEvent({ fields }))).toThrow(TypeError);
  });
});

describe('verifyStep', () => {
  const link = (event: KeptAuditEvent, previousHash: Uint8Array): AuditLink => ({
    event,
    previousHash,
    hash: hash(previousHash, canonical(event)),
  });
  const first = link(anEvent(), FIRST_PREVIOUS_HASH);
  const second = link(anEvent({ sequence: 2n, name: 'request.approved' }), first.hash);

  it('holds for what was written', () => {
    expect(verifyStep(null, first, hash)).toBeNull();
    expect(verifyStep(first, second, hash)).toBeNull();
  });

  it.each([
    ['an event is missing', first, link(anEvent({ sequence: 3n }), first.hash), 'gap'],
    ['the first is missing', null, second, 'gap'],
    ['an event is doubled', second, second, 'gap'],
    ['it follows another', first, link(second.event, second.hash), 'previousHash'],
    ['the reason was changed', first, { ...second, event: { ...second.event, fields: { reason: 'x' } } }, 'hash'],
    ['the time was changed', first, { ...second, event: { ...second.event, at: new Date(0) } }, 'hash'],
    ['the actor was changed', first, { ...second, event: { ...second.event, actorName: 'Jonas' } }, 'hash'],
    ['it became something that cannot be kept', first, { ...second, event: { ...second.event, fields: 0.5 } }, 'hash'],
    ['its time is no time', first, { ...second, event: { ...second.event, at: new Date(Number.NaN) } }, 'hash'],
  ] as const)('breaks when %s', (_, previous, next, why) => {
    expect(verifyStep(previous, next, hash)).toEqual({ sequence: next.event.sequence, why });
  });
});

import { describe, expect, it } from 'vitest';
import { hrefOfTarget } from './palette-items';
import { linksOf } from './portal-frame';

const counts = { requests: 2, approvals: 3, terminals: 1, live: 6, bastions: 4 };

describe('linksOf', () => {
  it('has only the pages that exist for the person', () => {
    expect(linksOf({ pages: ['connect', 'requests'], counts })).toEqual([
      { page: 'connect', href: '/' },
      { page: 'requests', href: '/requests', count: 2 },
    ]);
  });

  it('marks the approvals as waiting for this very person', () => {
    expect(linksOf({ pages: ['approvals'], counts })).toEqual([
      { page: 'approvals', href: '/approvals', count: 3, countIs: 'waiting' },
    ]);
  });
});

describe('hrefOfTarget', () => {
  it.each([
    [{ state: 'ask', approvals: 1, maxMinutes: 60 }, '/?ask=t'],
    [{ state: 'atOnce', maxMinutes: 60 }, '/?ask=t'],
    [{ state: 'open', until: 1, requestId: 'r', requestNumber: 1 }, '/?at=t'],
    [{ state: 'closed', openTo: [] }, '/?at=t'],
    [{ state: 'waiting', requestId: 'r', requestNumber: 1, waitingFor: [], given: 0, needed: 1 }, '/requests/r'],
  ] as const)('leads from %o to %s', (access, href) => {
    const copied = 'openTo' in access ? { ...access, openTo: [...access.openTo] } : access;
    const given = 'waitingFor' in copied ? { ...copied, waitingFor: [...copied.waitingFor] } : copied;
    expect(hrefOfTarget({ id: 't', access: given })).toBe(href);
  });
});

import type { PageName, Role } from './view';

const PAGES: Record<Role, readonly PageName[]> = {
  operator: ['connect', 'requests', 'terminals', 'recordings'],
  approver: ['connect', 'requests', 'approvals'],
  administrator: ['connect', 'requests', 'live', 'recordings', 'audit', 'bastions', 'policies', 'people'],
  auditor: ['connect', 'live', 'recordings', 'audit', 'bastions', 'policies', 'people'],
};

const ORDER: readonly PageName[] = [
  'connect',
  'requests',
  'approvals',
  'terminals',
  'live',
  'recordings',
  'audit',
  'bastions',
  'policies',
  'people',
];

/** Which pages exist for somebody in these roles, in the order of the navigation; none for nobody. */
export function pagesOf(roles: readonly Role[]): PageName[] {
  return ORDER.filter((page) => roles.some((role) => PAGES[role].includes(page)));
}

import {
  Check,
  DoorOpen,
  GitPullRequestArrow,
  Layers,
  MonitorPlay,
  Package,
  Radio,
  Scale,
  ScrollText,
  SquareTerminal,
  Stethoscope,
  Users,
} from 'lucide-react';
import type { Icon } from '@/components/ui/icon';

/** Every page that the navigation may name, in its order there. */
export const pageNames = [
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
  'environments',
  'doctor',
] as const;
export type PageName = (typeof pageNames)[number];

export const pageIcons: Record<PageName, Icon> = {
  connect: DoorOpen,
  requests: GitPullRequestArrow,
  approvals: Check,
  terminals: SquareTerminal,
  live: Radio,
  recordings: MonitorPlay,
  audit: ScrollText,
  bastions: Package,
  policies: Scale,
  people: Users,
  environments: Layers,
  doctor: Stethoscope,
};

/** The navigation's groups; a page whose role may not see it is left out by its owner, and an empty group with it. */
export const pageGroups = [
  { name: null, pages: ['connect', 'requests', 'approvals', 'terminals'] },
  { name: 'watch', pages: ['live', 'recordings', 'audit'] },
  { name: 'keep', pages: ['bastions', 'policies', 'people', 'environments', 'doctor'] },
] as const satisfies readonly { name: 'watch' | 'keep' | null; pages: readonly PageName[] }[];

/** One page as the navigation shows it. `waiting`: the count waits for this very person; `broken`: it needs a repair. */
export type PageLink = { page: PageName; href: string; count?: number; countIs?: 'waiting' | 'broken' };

/** The link that a path belongs to: the longest address that begins it. */
export function currentPage(links: readonly PageLink[], path: string): PageLink | undefined {
  return links
    .filter(({ href }) => path === href || (href !== '/' && path.startsWith(`${href}/`)))
    .sort((one, other) => other.href.length - one.href.length)[0];
}

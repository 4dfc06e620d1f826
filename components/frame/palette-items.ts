'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useAccessWords } from '@/components/connect/access-words';
import { useRequestWords } from '@/components/requests/request-words';
import { dotted } from '@/components/ui/dots';
import type { MeView } from '@/lib/domain/people/view';
import type { RequestRow } from '@/lib/domain/requests/view';
import { isOnPremises } from '@/lib/domain/targets/node';
import type { TargetKind } from '@/lib/domain/targets/target';
import type { EnvironmentGroup, TargetRow } from '@/lib/domain/targets/view';
import type { TerminalRow } from '@/lib/domain/terminals/view';
import type { PaletteIcon, PaletteItem } from './palette-item';

/** What the palette can reach besides pages and themes. */
export type Reachable = {
  groups: readonly EnvironmentGroup[];
  requests: readonly RequestRow[];
  awaiting: readonly RequestRow[];
  terminals: readonly TerminalRow[];
};

const targetIcons: Record<TargetKind, PaletteIcon> = {
  bastion: 'shell',
  host: 'server',
  database: 'database',
  node: 'server',
};

function iconOf({ kind, address }: Pick<TargetRow, 'kind' | 'address'>): PaletteIcon {
  return kind === 'node' && isOnPremises(address) ? 'drive' : targetIcons[kind];
}

/**
 * Where choosing a target leads. What is open is shown on Connect with the cursor on it, since following a link must
 * never open a terminal by itself.
 */
export function hrefOfTarget({ id, access }: Pick<TargetRow, 'id' | 'access'>): string {
  switch (access.state) {
    case 'waiting':
    case 'scheduled':
      return `/requests/${access.requestId}`;
    case 'ask':
    case 'atOnce':
      return `/?ask=${id}`;
    default:
      return `/?at=${id}`;
  }
}

/** Everything this person can reach, as the palette shows it. */
export function usePaletteItems(reachable: Reachable, me: Pick<MeView, 'pages'>): PaletteItem[] {
  const t = useTranslations('frame.palette');
  const accessWords = useAccessWords();
  const requestWords = useRequestWords();
  return useMemo(() => {
    const { groups, requests, awaiting, terminals } = reachable;
    const request = (row: RequestRow, waitsForMe: boolean): PaletteItem => ({
      id: `request-${row.id}`,
      group: 'requests',
      title: `R-${row.number} ${row.target.name}`,
      detail: waitsForMe ? row.person.name : row.reason,
      words: `${row.ticket ?? ''} ${row.target.address}`,
      icon: 'request',
      href: `/requests/${row.id}`,
      environment: row.environment,
      state: requestWords(row, waitsForMe),
    });
    const targets = groups.flatMap((group) =>
      group.targets.map(
        (target): PaletteItem => ({
          id: `target-${target.id}`,
          group: 'targets',
          title: target.name,
          // Whoever may tag a machine names it; its id tells two of one name apart.
          detail: target.kind === 'node' ? dotted([target.address, target.note]) : target.note,
          words: `${target.address} ${group.name} ${group.region} ${group.accountId}`,
          icon: iconOf(target),
          href: hrefOfTarget(target),
          environment: group,
          state: accessWords(target.access),
          more: [
            {
              id: `ask-${target.id}`,
              group: 'do',
              title: t('ask', { target: target.name }),
              icon: 'add',
              href: `/?ask=${target.id}`,
            },
            {
              id: `show-${target.id}`,
              group: 'do',
              title: t('show', { target: target.name }),
              icon: iconOf(target),
              href: `/?at=${target.id}`,
            },
          ],
        }),
      ),
    );
    return [
      ...targets,
      ...terminals.map(
        (terminal): PaletteItem => ({
          id: `terminal-${terminal.id}`,
          group: 'terminals',
          title: terminal.target.name,
          detail: `T-${terminal.number}`,
          words: `${terminal.reason} ${terminal.target.address}`,
          icon: terminal.endedAt === null ? 'terminal' : 'recording',
          href: terminal.endedAt === null ? `/terminals/${terminal.id}` : `/recordings/${terminal.id}`,
          environment: terminal.environment,
        }),
      ),
      ...awaiting.map((row) => request(row, true)),
      ...requests.map((row) => request(row, false)),
      ...(me.pages.includes('connect')
        ? [{ id: 'do-request', group: 'do', title: t('request'), icon: 'add', href: '/?ask=choose' } as const]
        : []),
    ];
  }, [reachable, me.pages, t, accessWords, requestWords]);
}

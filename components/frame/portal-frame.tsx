'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { MeView } from '@/lib/domain/people/view';
import { AppFrame } from './app-frame';
import type { PageLink } from './page-name';
import { type Reachable, usePaletteItems } from './palette-items';
import type { PreferenceActs, Preferences } from './preferences';

const roleOrder = ['administrator', 'auditor', 'approver', 'operator'] as const;

/** The pages this person has, with their counts. */
export function linksOf({ pages, counts }: Pick<MeView, 'pages' | 'counts'>): PageLink[] {
  return pages.map((page): PageLink => {
    const href = page === 'connect' ? '/' : `/${page}`;
    switch (page) {
      case 'approvals':
        return { page, href, count: counts.approvals, countIs: 'waiting' };
      case 'requests':
      case 'terminals':
      case 'live':
      case 'bastions':
        return { page, href, count: counts[page] };
      default:
        return { page, href };
    }
  });
}

/** The frame as one signed-in person sees it: their pages, their counts, and everything they can reach in the palette. */
export function PortalFrame({
  me,
  reachable,
  company,
  preferences,
  acts,
  signOut,
  signOutEverywhere,
  children,
}: {
  me: MeView;
  reachable: Reachable;
  company?: string;
  preferences: Preferences;
  acts: PreferenceActs;
  signOut: () => void | Promise<void>;
  signOutEverywhere: () => void | Promise<void>;
  children: ReactNode;
}) {
  const t = useTranslations('frame');
  const palette = usePaletteItems(reachable, me);
  const role = roleOrder.find((name) => me.roles.includes(name));
  return (
    <AppFrame
      company={company}
      person={{ name: me.name, role: role ? t(`roles.${role}`) : me.email }}
      links={linksOf(me)}
      palette={palette}
      preferences={preferences}
      acts={acts}
      signOut={signOut}
      signOutEverywhere={signOutEverywhere}
    >
      {children}
    </AppFrame>
  );
}

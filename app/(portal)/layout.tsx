import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { chooseLanguage, chooseSingleKeys, chooseTheme, rememberTimeZone } from '@/app/preferences/actions';
import { inNaturalOrder } from '@/components/connect/natural-order';
import { PortalFrame } from '@/components/frame/portal-frame';
import { getMe } from '@/lib/use-cases/people/me';
import { listAwaitingMe } from '@/lib/use-cases/requests/list-awaiting-me';
import { listMyRequests } from '@/lib/use-cases/requests/list-mine';
import { listReachable } from '@/lib/use-cases/targets/list-reachable';
import { listMyTerminals } from '@/lib/use-cases/terminals/list-mine';
import { webConfig } from '@/lib/web/deps';
import { load } from '@/lib/web/load';
import { readPreferences } from '@/lib/web/preferences';
import { signOutEverywhere, signOutHere } from '../sign-out/actions';

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const [me, groups, requests, awaiting, terminals, preferences] = await Promise.all([
    load(getMe),
    load(listReachable),
    load(listMyRequests),
    load(listAwaitingMe),
    load(listMyTerminals),
    readPreferences(),
  ]);
  if (me.pages.length === 0) redirect('/no-access');
  return (
    <PortalFrame
      me={me}
      company={webConfig().COMPANY_NAME || undefined}
      reachable={{ groups: inNaturalOrder(groups, preferences.locale), requests, awaiting, terminals }}
      preferences={preferences}
      acts={{ chooseLanguage, chooseSingleKeys, chooseTheme, rememberTimeZone }}
      signOut={signOutHere}
      signOutEverywhere={signOutEverywhere}
    >
      {children}
    </PortalFrame>
  );
}

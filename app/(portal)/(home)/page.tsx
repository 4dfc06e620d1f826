import { ConnectScreen } from '@/components/connect/connect-screen';
import { inNaturalOrder } from '@/components/connect/natural-order';
import { getMe } from '@/lib/use-cases/people/me';
import { listMyRequests } from '@/lib/use-cases/requests/list-mine';
import { offerRequest } from '@/lib/use-cases/requests/offer';
import { listReachable } from '@/lib/use-cases/targets/list-reachable';
import { listMyTerminals } from '@/lib/use-cases/terminals/list-mine';
import { load } from '@/lib/web/load';
import { readPreferences } from '@/lib/web/preferences';
import { openTerminal, submit, withdraw } from '../actions';

const LAST_RECORDINGS = 3;

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function ConnectPage({ searchParams }: { searchParams: Search }) {
  const { ask, at } = await searchParams;
  const asked = typeof ask === 'string' ? ask : null;
  const [me, groups, requests, terminals, offer, { locale }] = await Promise.all([
    load(getMe),
    load(listReachable),
    load(listMyRequests),
    load(listMyTerminals),
    asked === null || asked === 'choose' ? null : load(offerRequest, { targetId: asked }),
    readPreferences(),
  ]);
  return (
    <ConnectScreen
      groups={inNaturalOrder(groups, locale)}
      terminals={terminals.filter((terminal) => terminal.status !== 'ended')}
      waiting={requests.filter((request) => request.status === 'pending')}
      recordings={terminals
        .filter((terminal) => terminal.status === 'ended' && terminal.openedAt)
        .slice(0, LAST_RECORDINGS)}
      offer={offer}
      ask={asked}
      at={typeof at === 'string' ? at : null}
      myGroups={me.groups}
      acts={{ submit, withdraw, openTerminal }}
    />
  );
}

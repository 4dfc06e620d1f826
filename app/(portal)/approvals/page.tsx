import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApprovalsScreen } from '@/components/approvals/approvals-screen';
import { getMe } from '@/lib/use-cases/people/me';
import { getRequest } from '@/lib/use-cases/requests/get';
import { listAwaitingMe } from '@/lib/use-cases/requests/list-awaiting-me';
import { load } from '@/lib/web/load';
import { openTerminal, withdraw } from '../actions';
import { approve, deny, revoke } from '../requests/actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('approvals'))('title') };
}

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function ApprovalsPage({ searchParams }: { searchParams: Search }) {
  const { request } = await searchParams;
  const [me, waiting] = await Promise.all([load(getMe), load(listAwaitingMe)]);
  const requestId = typeof request === 'string' ? request : waiting[0]?.id;
  return (
    <ApprovalsScreen
      waiting={waiting}
      chosen={requestId ? await load(getRequest, { requestId }) : null}
      myId={me.id}
      now={Date.now()}
      acts={{ approve, deny, revoke, withdraw, openTerminal }}
    />
  );
}

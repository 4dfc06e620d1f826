import { RequestScreen } from '@/components/requests/request-screen';
import { getMe } from '@/lib/use-cases/people/me';
import { getRequest } from '@/lib/use-cases/requests/get';
import { listAwaitingMe } from '@/lib/use-cases/requests/list-awaiting-me';
import { load } from '@/lib/web/load';
import { openTerminal, withdraw } from '../../actions';
import { approve, deny, revoke } from '../actions';

export default async function RequestPage({ params }: { params: Promise<{ requestId: string }> }) {
  const { requestId } = await params;
  const [me, request, waiting] = await Promise.all([
    load(getMe),
    load(getRequest, { requestId }),
    load(listAwaitingMe),
  ]);
  return (
    <RequestScreen
      request={request}
      waitingIds={waiting.map(({ id }) => id)}
      myId={me.id}
      now={Date.now()}
      acts={{ approve, deny, revoke, withdraw, openTerminal }}
    />
  );
}

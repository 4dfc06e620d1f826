import 'server-only';
import { ok, refuse } from '../domain/result';
import { countRefusal } from '../use-cases/audit/count-refusal';
import { subscribeToChanges } from '../use-cases/changes/subscribe';
import { findActor } from '../use-cases/people/find-actor';
import { EventFeed } from './event-feed';
import { route } from './route';

const HEARTBEAT_MS = 15_000;
const MOST_PER_PERSON = 20;

const open = new Map<string, number>();

/**
 * Server-sent events for signed-in people: each names a kind of thing that changed and nothing more, and the page reads again what
 * its reader may see. Ends when the browser leaves or the sign-in does.
 */
export const streamChanges = route('changes', async ({ deps, actor, request }) => {
  const { personId, signInId, address } = actor;
  const count = open.get(personId) ?? 0;
  if (count >= MOST_PER_PERSON) {
    await countRefusal(deps, { actor, door: 'changes', why: 'TOO_MANY' });
    return refuse('TOO_MANY');
  }
  open.set(personId, count + 1);

  let heartbeat: NodeJS.Timeout | undefined;
  let stopHearing = () => {};
  const feed = new EventFeed(() => {
    clearInterval(heartbeat);
    stopHearing();
    release(personId);
  });
  const closeWhenSignedOut = async () => {
    if ((await findActor(deps, signInId, address).catch(() => actor)) === null) feed.close();
  };
  request.signal.addEventListener('abort', () => feed.close());
  // Said at once, so that a proxy passes the headers on and the browser knows it is heard.
  feed.beat();
  heartbeat = setInterval(() => {
    feed.beat();
    void closeWhenSignedOut();
  }, HEARTBEAT_MS);
  subscribeToChanges(deps, (topic) => {
    feed.say(topic ?? 'everything');
    if (topic === null || topic === 'people') void closeWhenSignedOut();
  }).then(
    (stop) => {
      stopHearing = stop;
      if (feed.isClosed || request.signal.aborted) {
        stop();
        feed.close();
      }
    },
    () => feed.close(),
  );
  return ok(
    new Response(feed.stream, {
      headers: {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      },
    }),
  );
});

function release(personId: string): void {
  const left = (open.get(personId) ?? 1) - 1;
  if (left > 0) open.set(personId, left);
  else open.delete(personId);
}

import { type Changes, listenForChanges } from '../../db/changes';
import type { Database } from '../../db/client';
import type { Deps } from '../deps';

/** What may have changed, in words that tell nobody more than that. */
export type Topic = 'requests' | 'terminals' | 'bastions' | 'people' | 'targets';

const TOPICS: Readonly<Record<string, Topic>> = {
  access_requests: 'requests',
  decisions: 'requests',
  grants: 'requests',
  terminals: 'terminals',
  watches: 'terminals',
  recording_markers: 'terminals',
  bastions: 'bastions',
  sign_ins: 'people',
  environments: 'targets',
  targets: 'targets',
  managed_nodes: 'targets',
};

// One connection that listens for each database of the process, however many pages are open.
const listening = new WeakMap<Database, Promise<Changes>>();

/** Calls `heard` with a topic whenever rows of that kind changed, and with null when changes may have been missed; returns how to stop. */
export async function subscribeToChanges(
  deps: Pick<Deps, 'db'>,
  heard: (topic: Topic | null) => void,
): Promise<() => void> {
  const { db } = deps;
  const opened = listening.get(db) ?? listenForChanges(db);
  listening.set(db, opened);
  const changes = await opened;
  const stopHearing = changes.listen(({ table }) => {
    const topic = TOPICS[table];
    if (topic) heard(topic);
  });
  const stopMissing = changes.onGap(() => heard(null));
  return () => {
    stopHearing();
    stopMissing();
  };
}

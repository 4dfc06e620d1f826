'use client';

import { useSyncExternalStore } from 'react';

const wide = '(min-width: 64rem)';

function watch(onChange: () => void): () => void {
  const query = window.matchMedia(wide);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** Whether a list and what is chosen from it fit beside each other (1024 px); true on the server, where nobody knows. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    watch,
    () => window.matchMedia(wide).matches,
    () => true,
  );
}

'use client';

import { useCallback, useEffect, useRef } from 'react';

const settleMs = 400;

/**
 * Whether buttons that have just come under a thumb may act yet: not in the first 400 ms after `key` changed, so that a
 * second tap meant for one request never decides the next.
 */
export function useArmed(key: string): () => boolean {
  const since = useRef(Number.POSITIVE_INFINITY);
  // The key is what the moment belongs to: a new one begins it anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect must run again when the key changes
  useEffect(() => {
    since.current = performance.now();
    return () => {
      since.current = Number.POSITIVE_INFINITY;
    };
  }, [key]);
  return useCallback(() => performance.now() - since.current >= settleMs, []);
}

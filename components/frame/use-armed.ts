'use client';

import { useCallback, useEffect, useRef } from 'react';

const settleMs = 400;

/**
 * Whether buttons that have just come under a thumb may act yet: not in the first 400 ms after `key` changed, so that a
 * second tap meant for one request never decides the next.
 */
export function useArmed(key: string): () => boolean {
  const shown = useRef({ key: '', at: Number.POSITIVE_INFINITY });
  useEffect(() => {
    shown.current = { key, at: performance.now() };
    return () => {
      shown.current = { key: '', at: Number.POSITIVE_INFINITY };
    };
  }, [key]);
  return useCallback(() => performance.now() - shown.current.at >= settleMs, []);
}

'use client';

import { useCallback, useState } from 'react';

/** Which environments are folded to their head, while this page is open. */
export function useFolded(): { isFolded: (id: string) => boolean; toggle: (id: string) => void } {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  return {
    isFolded: useCallback((id: string) => folded.has(id), [folded]),
    toggle: useCallback(
      (id: string) =>
        setFolded((before) => {
          const after = new Set(before);
          if (!after.delete(id)) after.add(id);
          return after;
        }),
      [],
    ),
  };
}

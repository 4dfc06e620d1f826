'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import type { Refusal } from '@/lib/domain/result';
import { useRefusalText } from './use-refusal-text';

/**
 * Runs one act at a time and keeps what came of it: while it is under way `pending` is true and further calls do
 * nothing; a refusal, or a server that does not answer, becomes a sentence in `problem`.
 */
export function usePendingAct(): {
  pending: boolean;
  problem: string | null;
  clear: () => void;
  run: <Value>(
    act: () => Promise<{ ok: true; value: Value } | { ok: false; refusal: Refusal }>,
    then: (value: Value) => void,
    refused?: (refusal: Refusal, text: string) => boolean,
  ) => void;
} {
  const t = useTranslations('refusals');
  const refusalText = useRefusalText();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const clear = useCallback(() => setProblem(null), []);
  return {
    pending,
    problem,
    clear,
    run: (act, then, refused) => {
      if (pending) return;
      setPending(true);
      setProblem(null);
      act()
        .then((answer) => {
          if (answer.ok) return then(answer.value);
          const text = refusalText(answer.refusal);
          if (!refused?.(answer.refusal, text)) setProblem(text);
        })
        .catch(() => setProblem(t('unreachable')))
        .finally(() => setPending(false));
    },
  };
}

'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import type { Result } from '@/lib/domain/result';
import { useRefusalText } from './use-refusal-text';

/**
 * Runs an act and keeps, as a sentence in `problem`, why the last one could not be done. Answers what the act gave, or null when it
 * was refused or the server could not be reached.
 */
export function useAttempt(): {
  problem: string | null;
  attempt: <Value>(act: () => Promise<Result<Value>>) => Promise<{ value: Value } | null>;
} {
  const t = useTranslations('refusals');
  const refusalText = useRefusalText();
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = useCallback(
    async <Value>(act: () => Promise<Result<Value>>): Promise<{ value: Value } | null> => {
      setProblem(null);
      try {
        const answer = await act();
        if (answer.ok) return { value: answer.value };
        setProblem(refusalText(answer.refusal));
      } catch {
        setProblem(t('unreachable'));
      }
      return null;
    },
    [refusalText, t],
  );
  return { problem, attempt };
}

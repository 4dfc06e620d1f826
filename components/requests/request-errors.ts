'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { z } from 'zod';
import { problemCodes } from '@/components/frame/use-refusal-text';

/** Turns a schema's faults into one sentence per field, in the reader's language; the first fault of a field wins. */
export function useFieldErrors(): (error: z.ZodError) => Partial<Record<string, string>> {
  const t = useTranslations('refusals');
  return useCallback(
    (error) => {
      const found: Partial<Record<string, string>> = {};
      for (const { path, message } of error.issues) {
        const field = String(path[0] ?? '');
        const code = problemCodes.find((known) => known === message);
        found[field] ??= code ? t(`problem.${code}`) : t('inputNotUnderstood');
      }
      return found;
    },
    [t],
  );
}

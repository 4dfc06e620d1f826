'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Act } from '@/components/frame/act';
import { usePendingAct } from '@/components/frame/use-pending-act';
import type { RequestOffer } from '@/lib/domain/targets/view';
import { submit } from '@/lib/inputs/requests';
import { approvalsFor, firstChoice, peopleAsked, ruleFor } from './price';
import { keepDraft, type RequestDraft, readDraft } from './request-draft';
import { useFieldErrors } from './request-errors';

/** What the form sends, before any schema has seen it. */
export type RequestText = {
  targetId: string;
  reason: string;
  ticket: string;
  minutes: string;
  startsAt: string;
};

export type SentRequest = { requestId: string; number: number; opened: boolean };

/** How many people were asked, and whether a start of its own was chosen. */
export type SentHow = { asked: number; later: boolean };

const fields = ['reason', 'ticket', 'startsAt', 'minutes'] as const;
export type RequestField = (typeof fields)[number];
export type RequestErrors = Partial<Record<RequestField, string>>;

/** A browser's local date and time as an instant with its zone; text that is none stays as it is and fails the schema. */
function instantOf(local: string): string {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? local : at.toISOString();
}

/** The request form's state: what is written (kept per target while the tab lives), what is wrong with it, and sending. */
export function useRequestForm({
  offer,
  send,
  onSent,
}: {
  offer: RequestOffer;
  send: Act<RequestText, SentRequest>;
  onSent: (sent: SentRequest, how: SentHow) => void;
}): {
  form: RefObject<HTMLFormElement | null>;
  draft: RequestDraft;
  change: (part: Partial<RequestDraft>) => void;
  /** Null while the written number is none. */
  minutes: number | null;
  approvals: number | null;
  asked: number;
  errors: RequestErrors;
  problem: string | null;
  pending: boolean;
  onSubmit: () => void;
} {
  const targetId = offer.target.id;
  const t = useTranslations('requests.form');
  const fieldErrors = useFieldErrors();
  const sending = usePendingAct();
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<RequestErrors>({});
  const [draft, setDraft] = useState<RequestDraft>(
    () =>
      readDraft(targetId) ?? {
        reason: '',
        ticket: '',
        choice: String(firstChoice(offer) ?? 'custom'),
        customMinutes: '',
        startsAt: '',
        later: false,
      },
  );
  useEffect(() => keepDraft(targetId, draft), [targetId, draft]);

  const written = draft.choice === 'custom' ? draft.customMinutes.trim() : draft.choice;
  const minutes = /^\d{1,6}$/.test(written) ? Number(written) : null;
  const rule = minutes === null ? null : ruleFor(offer, minutes);
  const asked = rule ? peopleAsked(rule).length : 0;

  const show = (found: RequestErrors) => {
    setErrors(found);
    const first = fields.find((field) => found[field]);
    if (first) form.current?.querySelector<HTMLElement>(`[data-field="${first}"]`)?.focus();
  };

  const onSubmit = () => {
    const startsAt = draft.later ? instantOf(draft.startsAt) : '';
    const text: RequestText = { targetId, reason: draft.reason, ticket: draft.ticket, minutes: written, startsAt };
    const parsed = submit.safeParse(text);
    const found: RequestErrors = parsed.success ? {} : fieldErrors(parsed.error);
    if (draft.later && startsAt === '') found.startsAt = t('startNeeded');
    if (!found.minutes && minutes !== null && minutes > offer.maxMinutes)
      found.minutes = t('tooLong', { max: offer.maxMinutes });
    if (fields.some((field) => found[field])) return show(found);
    setErrors({});
    sending.run(
      () => send(text),
      (sent) => {
        keepDraft(targetId, null);
        onSent(sent, { asked, later: draft.later });
      },
      (refusal, sentence) => {
        const field = fields.find((known) => known === refusal.field);
        if (field) show({ [field]: sentence });
        return field !== undefined;
      },
    );
  };

  return {
    form,
    draft,
    change: (part) => {
      setDraft((before) => ({ ...before, ...part }));
      setErrors({});
      sending.clear();
    },
    minutes,
    approvals: minutes === null ? null : approvalsFor(offer, minutes),
    asked,
    errors,
    problem: sending.problem,
    pending: sending.pending,
    onSubmit,
  };
}

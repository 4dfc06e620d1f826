'use client';

import { Ticket } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { FieldError } from '@/components/ui/field';
import { TextAreaField, TextField } from '@/components/ui/text-field';
import type { RequestOffer } from '@/lib/domain/targets/view';
import { DurationChoice } from './duration-choice';
import { presetsOf, ruleFor } from './price';
import { StartChoice, StartMoment } from './start-choice';
import type { useRequestForm } from './use-request-form';
import { WhatAYesTakes } from './what-a-yes-takes';

/** Asking for access: why, for how long, and, before anything is sent, what a yes takes. Its button is in the sheet's foot. */
export function RequestForm({
  id,
  offer,
  state,
}: {
  /** Ties the button in the foot to this form. */
  id: string;
  offer: RequestOffer;
  state: ReturnType<typeof useRequestForm>;
}) {
  const t = useTranslations('requests.form');
  const { draft, change, errors, minutes, approvals, form, problem } = state;
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-field="reason"]')?.focus(), [form]);

  const pickPreset = (key: string): boolean => {
    const choices = [...presetsOf(offer).map((duration) => String(duration.minutes)), 'custom'];
    const choice = /^[1-6]$/.test(key) ? choices[Number(key) - 1] : undefined;
    if (choice) change({ choice });
    return choice !== undefined;
  };

  return (
    <form
      ref={form}
      id={id}
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        state.onSubmit();
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault();
          state.onSubmit();
          return;
        }
        const isTyping = event.target instanceof Element && event.target.matches('input, textarea, select');
        const isPlain = !event.metaKey && !event.ctrlKey && !event.altKey;
        if (!isTyping && isPlain && pickPreset(event.key)) event.preventDefault();
      }}
    >
      <TextAreaField
        label={t('why')}
        help={t('whyHelp')}
        data-field="reason"
        value={draft.reason}
        error={errors.reason}
        required
        onChange={(event) => change({ reason: event.target.value })}
      />
      <div className="grid grid-cols-2 items-start gap-3.5 phone:grid-cols-1">
        <TextField
          label={t('ticket')}
          note={t('optional')}
          icon={Ticket}
          data-field="ticket"
          autoComplete="off"
          spellCheck={false}
          value={draft.ticket}
          error={errors.ticket}
          onChange={(event) => change({ ticket: event.target.value })}
        />
        <StartChoice draft={draft} change={change} />
      </div>
      {draft.later ? <StartMoment draft={draft} change={change} error={errors.startsAt} /> : null}
      <DurationChoice
        offer={offer}
        draft={draft}
        change={change}
        minutes={minutes}
        approvals={approvals}
        error={errors.minutes}
      />
      <WhatAYesTakes offer={offer} rule={minutes === null ? null : ruleFor(offer, minutes)} />
      <div role="alert">{problem ? <FieldError>{problem}</FieldError> : null}</div>
    </form>
  );
}

'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { type TimeNote, timeNoteDue } from './time-note';
import type { TerminalHandle } from './use-terminal';

/**
 * Says once in the shell itself that five minutes, and one, are left: whoever looks at the grid does not look at the strip. It is written
 * into this view alone, so neither the shell nor the recording has it.
 */
export function useTimeNotes({ state, screen }: TerminalHandle): void {
  const t = useTranslations('terminal.timeNote');
  const format = useFormatter();
  const told = useRef<{ endsAt: number; note: TimeNote } | null>(null);
  const { endsAt, skew, phase } = state;
  const write = useRef<(note: TimeNote | null) => void>(() => undefined);
  write.current = (note) => {
    const at =
      endsAt === null
        ? ''
        : format.dateTime(new Date(endsAt), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    screen()?.setNote(note && { text: t(note, { at }), colour: note === 'last' ? 'red' : 'yellow' });
  };
  useEffect(() => {
    if (endsAt === null || phase !== 'live') return;
    // More time was given: a line that still waits would be wrong by now.
    if (told.current !== null && told.current.endsAt !== endsAt) write.current(null);
    const look = () => {
      const last = told.current?.endsAt === endsAt ? told.current.note : null;
      const note = timeNoteDue((endsAt - skew - Date.now()) / 1000, last);
      if (note === null) return;
      told.current = { endsAt, note };
      write.current(note);
    };
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, [endsAt, skew, phase]);
}

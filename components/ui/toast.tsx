'use client';

import { X } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { Glyph, type GlyphName } from './glyph';
import { iconStroke } from './icon';
import { type Tone, toneText } from './tone';

/** News that needs no answer. An error that wants an act belongs where the act is, never here. */
export type ToastNews = {
  tone: Tone;
  glyph: GlyphName;
  title: string;
  detail?: string;
  link?: { href: string; label: string };
};

const TellContext = createContext<(news: ToastNews) => void>(() => {});

/** Gives the function that shows a toast; does nothing outside a ToastRegion, such as on a terminal page. */
export function useToast(): (news: ToastNews) => void {
  return useContext(TellContext);
}

const showMs = 6000;
const atMost = 3;

/** Holds the toasts of everything inside it: bottom right (left of an open sheet), at most three, six seconds, longer while hovered or focused. */
export function ToastRegion({ children }: { children: ReactNode }) {
  const t = useTranslations('parts');
  const [shown, setShown] = useState<readonly (ToastNews & { id: number })[]>([]);
  const tell = useCallback((news: ToastNews) => {
    setShown((before) => [...before, { ...news, id: (before.at(-1)?.id ?? 0) + 1 }].slice(-atMost));
  }, []);
  const forget = useCallback((id: number) => setShown((before) => before.filter((toast) => toast.id !== id)), []);
  const value = useMemo(() => tell, [tell]);
  return (
    <TellContext.Provider value={value}>
      <Radix.Provider duration={showMs} label={t('news')} swipeDirection="right">
        {children}
        {shown.map((toast) => (
          <Radix.Root
            key={toast.id}
            type="background"
            onOpenChange={(open) => {
              if (!open) forget(toast.id);
            }}
            className="flex items-start gap-2.5 rounded-card bg-raised py-3 pr-2 pl-3.5 shadow-pop data-[state=open]:animate-pop-in"
          >
            <Glyph name={toast.glyph} className={`mt-1 ${toneText[toast.tone]}`} />
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-body font-medium">{toast.title}</Radix.Title>
              {toast.detail ? (
                <Radix.Description className="text-small text-text-2">{toast.detail}</Radix.Description>
              ) : null}
              {toast.link ? (
                <Radix.Action asChild altText={toast.link.label}>
                  <Link
                    href={toast.link.href}
                    className="mt-1 inline-block text-small text-accent-text underline underline-offset-2"
                  >
                    {toast.link.label}
                  </Link>
                </Radix.Action>
              ) : null}
            </div>
            <Radix.Close
              aria-label={t('close')}
              className="grid size-7 shrink-0 place-items-center rounded-ctl text-text-3 hover:bg-hover hover:text-text phone:size-11"
            >
              <X size={14} strokeWidth={iconStroke} aria-hidden />
            </Radix.Close>
          </Radix.Root>
        ))}
        {/* A sheet stands at the right with its acts at the foot: news of the one before must not cover them. */}
        <Radix.Viewport className="fixed right-4 bottom-4 z-60 flex w-(--w-toast) max-w-[calc(100vw-32px)] flex-col gap-2 outline-none phone:bottom-[calc(var(--h-bottom)+8px)] md:[body:has([role=dialog])_&]:right-auto md:[body:has([role=dialog])_&]:left-4" />
      </Radix.Provider>
    </TellContext.Provider>
  );
}

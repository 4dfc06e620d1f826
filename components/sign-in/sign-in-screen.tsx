'use client';

import { ArrowRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { Glyph } from '@/components/ui/glyph';
import { iconStroke } from '@/components/ui/icon';
import { Popover } from '@/components/ui/popover';
import { Threshold } from './threshold';

export type Provider = {
  id: string;
  name: string;
  /** Whom this way is for: "contractors". */
  note?: string;
};

/** Why the last attempt did not lead in; what the provider or our own sign-in said, as a closed list. */
export const signInRefusals = ['AccessDenied', 'Callback', 'Configuration', 'Expired', 'TooMany', 'Other'] as const;
export type SignInRefusal = (typeof signInRefusals)[number];

/** The lit door and the ways in, the last used first. Nothing here decides who may enter. */
export function SignInScreen({
  company,
  providers,
  refusal,
  contact,
  onContinue,
  chooseLanguage,
}: {
  company?: string;
  providers: readonly Provider[];
  refusal?: SignInRefusal;
  /** Whom to ask when it does not work, such as an address or a team's name. */
  contact?: string;
  onContinue: (providerId: string) => void | Promise<void>;
  chooseLanguage: (locale: string) => void | Promise<void>;
}) {
  const t = useTranslations('signIn');
  const [going, setGoing] = useState<string | null>(null);
  const whom = contact ?? t('defaultContact');
  return (
    <Threshold
      door="ajar"
      chooseLanguage={chooseLanguage}
      trouble={
        <Popover
          label={t('trouble')}
          align="end"
          trigger={
            <button type="button" className="rounded-tag transition-colors hover:text-text phone:min-h-11">
              {t('trouble')}
            </button>
          }
        >
          <p className="text-body text-text-2">{t('troubleText', { contact: whom })}</p>
        </Popover>
      }
    >
      <h1 className="text-display font-semibold">{t.rich('title', { br: () => <br /> })}</h1>
      {refusal ? (
        <p role="alert" className="mt-3 flex items-start gap-2 text-[14px]/[22px] text-bad phone:text-[15px]/[23px]">
          <Glyph name="alert" className="mt-[5px]" />
          <span>{t(`refused.${refusal}`, { provider: providers[0]?.name ?? '', contact: whom })}</span>
        </p>
      ) : (
        <p className="mt-3 text-[14px]/[22px] text-pretty text-text-2 phone:text-[15px]/[23px]">
          {company ? t('text', { company }) : t('textNoCompany')}
        </p>
      )}
      <div className="mt-7 flex flex-col gap-2.5">
        {providers.map((provider, index) => (
          <button
            key={provider.id}
            type="button"
            // biome-ignore lint/a11y/noAutofocus: the page has one purpose, and Enter is meant to continue
            autoFocus={index === 0}
            aria-busy={going === provider.id || undefined}
            onClick={async () => {
              if (going) return;
              setGoing(provider.id);
              try {
                await onContinue(provider.id);
              } catch {
                setGoing(null);
              }
            }}
            className={classNames(
              'flex h-11 w-full items-center gap-3 rounded-ctl border px-4 text-left text-[14px]/[20px] transition-colors phone:text-[15px]',
              index === 0
                ? 'border-transparent bg-accent font-semibold text-accent-ink hover:bg-accent-hover'
                : 'border-line-2 bg-raised font-medium hover:bg-hover',
            )}
          >
            <span className="min-w-0 flex-1 truncate">{t('continueWith', { provider: provider.name })}</span>
            {provider.note ? (
              <span className={classNames('shrink-0 font-normal', index > 0 && 'text-text-3')}>{provider.note}</span>
            ) : null}
            {going === provider.id ? (
              <Glyph name="underway" size={14} />
            ) : index === 0 ? (
              <ArrowRight size={16} strokeWidth={iconStroke} aria-hidden />
            ) : null}
          </button>
        ))}
      </div>
      <p className="mt-5 flex items-start gap-2.5 text-small text-text-2 [line-height:18px]">
        <Glyph name="recorded" size={13} className="mt-[3px]" />
        {t('recorded')}
      </p>
    </Threshold>
  );
}

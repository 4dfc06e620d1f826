'use client';

import { Languages } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import { iconStroke } from '@/components/ui/icon';
import { Mark } from '@/components/ui/mark';
import { Wall } from './wall';

const languages = [
  { locale: 'en', name: 'English' },
  { locale: 'ja', name: '日本語' },
] as const;

/** What stands on this side of the door: the wall at the left (above, on a phone), a few words at the right. */
export function Threshold({
  door,
  chooseLanguage,
  trouble,
  children,
}: {
  door: 'ajar' | 'closed';
  chooseLanguage: (locale: string) => void | Promise<void>;
  /** At the foot, opposite the languages. */
  trouble?: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations('signIn');
  const here = useLocale();
  return (
    <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)_600px] bg-surface max-lg:grid-cols-[minmax(0,1fr)_440px] phone:grid-cols-1 phone:grid-rows-[clamp(180px,44dvh,372px)_1fr]">
      <div className="border-r border-line phone:border-r-0 phone:border-b">
        <div className="sticky top-0 h-dvh phone:static phone:h-full">
          <Wall door={door} />
        </div>
      </div>
      <div className="flex flex-col justify-center px-10 py-10 phone:justify-start phone:px-6 phone:pt-7 phone:pb-2">
        <main id="content" className="mx-auto w-full max-w-[360px] phone:max-w-none">
          <div className="mb-10 flex items-center gap-3 phone:absolute phone:top-7 phone:left-6 phone:mb-0">
            <Mark size={30} className="phone:size-[26px]" />
            <span className="text-[18px]/[24px] font-semibold tracking-[-0.015em] phone:text-[16px]">Postern</span>
          </div>
          {children}
        </main>
        <footer className="mx-auto mt-20 flex w-full max-w-[360px] items-center justify-between gap-4 text-small text-text-3 phone:mt-auto phone:max-w-none phone:pt-8">
          <fieldset className="flex items-center gap-1">
            <legend className="sr-only">{t('language')}</legend>
            <Languages size={14} strokeWidth={iconStroke} className="mr-1 shrink-0" aria-hidden />
            {languages.map(({ locale, name }) => (
              <button
                key={locale}
                type="button"
                lang={locale}
                aria-pressed={here === locale}
                onClick={() => void chooseLanguage(locale)}
                className={classNames(
                  'min-h-6 rounded-tag px-0.5 transition-colors hover:text-text phone:min-h-11 phone:px-1.5',
                  here === locale ? 'font-medium text-text-2' : 'text-text-3',
                )}
              >
                {name}
              </button>
            ))}
          </fieldset>
          {trouble}
        </footer>
      </div>
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Threshold } from './threshold';

/** For a person whom the provider let in and to whom no role was given: says as whom, with which groups, what to do. */
export function NoAccessScreen({
  name,
  groups,
  signInAgain,
  chooseLanguage,
}: {
  /** As the provider gave it; it may have given none. */
  name?: string;
  /** As the provider named them. */
  groups: readonly string[];
  signInAgain: () => void | Promise<void>;
  chooseLanguage: (locale: string) => void | Promise<void>;
}) {
  const t = useTranslations('signIn.noAccess');
  return (
    <Threshold door="closed" chooseLanguage={chooseLanguage}>
      <h1 className="text-title font-semibold text-balance">{t('title')}</h1>
      <p className="mt-3 text-[14px]/[22px] text-pretty text-text-2 phone:text-[15px]/[23px]">
        {name ? t('text', { name }) : t('textNoName')}
      </p>
      <div className="mt-6 rounded-card border border-line bg-raised px-4 py-3">
        <h2 className="text-small text-text-3">{t('groups')}</h2>
        {groups.length > 0 ? (
          <ul className="mt-1 flex flex-wrap gap-x-3 gap-y-1 font-mono text-mono">
            {groups.map((group) => (
              <li key={group}>{group}</li>
            ))}
          </ul>
        ) : (
          <p className="mt-1 text-body text-text-2">{t('noGroups')}</p>
        )}
      </div>
      <div className="mt-6">
        <Button size="large" variant="primary" onClick={() => void signInAgain()}>
          {t('again')}
        </Button>
      </div>
    </Threshold>
  );
}

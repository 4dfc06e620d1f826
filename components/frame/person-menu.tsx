'use client';

import { Ellipsis, LogOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { Dialog } from '@/components/ui/dialog';
import { iconStroke } from '@/components/ui/icon';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator, MenuToggle } from '@/components/ui/menu';
import type { PreferenceActs, Preferences } from './preferences';

export type Person = { name: string; role: string };

/** The signed-in person at the foot of the navigation: language, theme, shortcuts, and two ways out. */
export function PersonMenu({
  person,
  preferences,
  acts,
  signOut,
  signOutEverywhere,
  compact = false,
}: {
  person: Person;
  preferences: Preferences;
  acts: PreferenceActs;
  signOut: () => void | Promise<void>;
  signOutEverywhere: () => void | Promise<void>;
  /** Only the avatar, for the rail. */
  compact?: boolean;
}) {
  const t = useTranslations('frame');
  const [asking, setAsking] = useState(false);
  const [leaving, startLeaving] = useTransition();
  return (
    <>
      <Menu
        label={t('person.menu', { name: person.name })}
        side="top"
        width={200}
        trigger={
          <button
            type="button"
            aria-label={t('person.menu', { name: person.name })}
            className="flex h-13 w-full min-w-0 items-center gap-2.5 rounded-ctl px-2 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover"
          >
            <Avatar name={person.name} size={28} />
            {compact ? null : (
              <>
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-[13px]/[18px] font-medium">{person.name}</span>
                  <span className="block truncate text-fine text-text-3">{person.role}</span>
                </span>
                <Ellipsis size={16} strokeWidth={iconStroke} className="shrink-0 text-text-3" aria-hidden />
              </>
            )}
          </button>
        }
      >
        <MenuLabel>{t('person.language')}</MenuLabel>
        <MenuChoice
          label={t('person.language')}
          value={preferences.locale}
          onValueChange={(locale) => acts.chooseLanguage(locale)}
          options={[
            { value: 'en', label: 'English', lang: 'en' },
            { value: 'ja', label: '日本語', lang: 'ja' },
          ]}
        />
        <MenuSeparator />
        <MenuLabel>{t('person.theme')}</MenuLabel>
        <MenuChoice
          label={t('person.theme')}
          value={preferences.theme}
          onValueChange={(theme) => acts.chooseTheme(theme)}
          options={[
            { value: 'system', label: t('person.system') },
            { value: 'light', label: t('person.light') },
            { value: 'dark', label: t('person.dark') },
          ]}
        />
        <MenuSeparator />
        <MenuToggle checked={preferences.singleKeys} onCheckedChange={(on) => acts.chooseSingleKeys(on)}>
          {t('person.keys')}
        </MenuToggle>
        <MenuSeparator />
        <MenuItem icon={LogOut} onSelect={() => startLeaving(async () => signOut())}>
          {t('person.signOut')}
        </MenuItem>
        <MenuItem danger onSelect={() => setAsking(true)}>
          <span className="pl-[25px]">{t('person.signOutEverywhere')}</span>
        </MenuItem>
      </Menu>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('everywhere.title')}
        description={t('everywhere.description')}
        keep={t('everywhere.keep')}
        act={t('everywhere.act')}
        busy={leaving}
        onAct={() => startLeaving(async () => signOutEverywhere())}
      />
    </>
  );
}

'use client';

import { Search } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { iconStroke } from '@/components/ui/icon';
import { KeyHint } from '@/components/ui/key-hint';
import { Mark } from '@/components/ui/mark';
import { ToastRegion } from '@/components/ui/toast';
import { BottomBar } from './bottom-bar';
import { CommandPalette } from './command-palette';
import { LiveUpdates } from './live-updates';
import { Navigation } from './navigation';
import type { PageLink } from './page-name';
import type { PaletteItem } from './palette-item';
import { type Person, PersonMenu } from './person-menu';
import type { PreferenceActs, Preferences } from './preferences';
import { SingleKeysContext, useHotkeys } from './use-hotkeys';

const OpenPaletteContext = createContext<() => void>(() => {});

/** Gives the function that opens the command palette, for a page's own search icon. */
export function useOpenPalette(): () => void {
  return useContext(OpenPaletteContext);
}

function PaletteKeys({ open }: { open: () => void }) {
  useHotkeys({ 'mod+k': open });
  return null;
}

/**
 * Everything around a signed-in page: navigation, command palette, toasts, live updates. It holds no data of its own;
 * pages and counts that a role may not see are simply not in `links`.
 */
export function AppFrame({
  company,
  person,
  links,
  palette,
  preferences,
  acts,
  signOut,
  signOutEverywhere,
  children,
}: {
  company?: string;
  person: Person;
  links: readonly PageLink[];
  palette: readonly PaletteItem[];
  preferences: Preferences;
  acts: PreferenceActs;
  signOut: () => void | Promise<void>;
  signOutEverywhere: () => void | Promise<void>;
  children: ReactNode;
}) {
  const t = useTranslations('frame');
  const [paletteOpen, setPaletteOpen] = useState(false);
  const openPalette = useMemo(() => () => setPaletteOpen(true), []);
  const { rememberTimeZone } = acts;
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && zone !== preferences.timeZone) void rememberTimeZone(zone);
  }, [preferences.timeZone, rememberTimeZone]);
  const menu = { person, preferences, acts, signOut, signOutEverywhere };
  return (
    <SingleKeysContext value={preferences.singleKeys}>
      <OpenPaletteContext value={openPalette}>
        <ToastRegion>
          <PaletteKeys open={openPalette} />
          <a
            href="#content"
            className="fixed top-2 left-2 z-70 -translate-y-16 rounded-ctl bg-accent px-3 py-3 font-semibold text-accent-ink focus:translate-y-0"
          >
            {t('skip')}
          </a>
          <div className="grid h-dvh grid-cols-[var(--w-nav)_minmax(0,1fr)] max-lg:grid-cols-[var(--w-rail)_minmax(0,1fr)] phone:block">
            <nav aria-label={t('navigation')} className="flex min-h-0 flex-col phone:hidden">
              <div className="flex h-14 shrink-0 items-center gap-2.5 px-4 max-lg:justify-center max-lg:px-0">
                <Link href="/" aria-label="Postern" className="flex items-center gap-2.5 rounded-key">
                  <Mark size={22} />
                  <span className="text-[14px]/[20px] font-semibold tracking-[-0.01em] max-lg:hidden">Postern</span>
                </Link>
                {company ? (
                  <span className="ml-auto min-w-0 truncate text-fine text-text-3 max-lg:hidden">{company}</span>
                ) : null}
              </div>
              <div className="px-2 pb-3 max-lg:px-1.5">
                <button
                  type="button"
                  onClick={openPalette}
                  aria-keyshortcuts="Meta+K Control+K"
                  className="flex h-8 w-full items-center gap-2.5 rounded-ctl border border-line-2 bg-surface pr-1.5 pl-2.5 text-small text-text-2 transition-colors hover:bg-hover max-lg:h-10 max-lg:justify-center max-lg:px-0"
                >
                  <Search size={14} strokeWidth={iconStroke} className="shrink-0 text-text-3" aria-hidden />
                  <span className="flex-1 truncate text-left max-lg:sr-only">{t('find')}</span>
                  <KeyHint keys="mod+k" className="max-lg:hidden" />
                </button>
              </div>
              <Navigation links={links} />
              <div className="mx-2 border-t border-line py-1 max-lg:mx-1.5 max-lg:hidden">
                <PersonMenu {...menu} />
              </div>
              <div className="mx-1.5 hidden border-t border-line py-1 max-lg:block">
                <PersonMenu {...menu} compact />
              </div>
            </nav>
            <div className="relative m-2 ml-0 flex min-h-0 min-w-0 flex-col overflow-hidden rounded-card border border-line bg-surface phone:m-0 phone:h-[calc(100dvh-var(--h-bottom))] phone:rounded-none phone:border-0">
              <LiveUpdates />
              {children}
            </div>
          </div>
          <BottomBar links={links} foot={<PersonMenu {...menu} />} />
          <CommandPalette
            open={paletteOpen}
            onOpenChange={setPaletteOpen}
            items={palette}
            links={links}
            chooseTheme={acts.chooseTheme}
          />
        </ToastRegion>
      </OpenPaletteContext>
    </SingleKeysContext>
  );
}

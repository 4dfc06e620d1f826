'use client';

import { ArrowLeft, ChevronRight, PanelRight, Search } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { EnvironmentEdge } from '@/components/ui/environment-edge';
import type { EnvironmentKind } from '@/components/ui/environment-kind';
import { iconStroke } from '@/components/ui/icon';
import { Sheet } from '@/components/ui/sheet';
import { useOpenPalette } from './app-frame';
import { useHotkeys } from './use-hotkeys';

/**
 * One page inside the frame: header, content, optional foot, and an aside that becomes a drawer (`]`) under 1280 px.
 * Each part scrolls by itself, so header and foot never leave.
 */
export function Page({
  title,
  parent,
  status,
  filter,
  chips,
  acts,
  banner,
  aside,
  asideLabel,
  asideWidth = 276,
  asideDrawer = true,
  environment,
  foot,
  padded = true,
  children,
}: {
  title: ReactNode;
  /** The list this page came from: one step up, never more. */
  parent?: { href: string; label: string };
  /** A boxed status beside the title. */
  status?: ReactNode;
  filter?: ReactNode;
  chips?: ReactNode;
  /** Secondary acts, then at most one primary. */
  acts?: ReactNode;
  /** A line across the whole width under the header. */
  banner?: ReactNode;
  aside?: ReactNode;
  asideLabel?: string;
  /** 276 to 364 px. */
  asideWidth?: number;
  /** False where the page itself shows the aside's content on narrow windows. */
  asideDrawer?: boolean;
  /** What the page is about: draws that environment's edge down the content's left side. */
  environment?: EnvironmentKind;
  foot?: ReactNode;
  padded?: boolean;
  children: ReactNode;
}) {
  const t = useTranslations('frame');
  const openPalette = useOpenPalette();
  const [drawer, setDrawer] = useState(false);
  const drawn = aside !== undefined && asideDrawer;
  useHotkeys(drawn ? { ']': () => setDrawer(true) } : {});
  return (
    <>
      <header className="flex min-h-(--h-head) shrink-0 items-center phone:flex-wrap gap-x-4 gap-y-2 border-b border-line py-2 pr-4 pl-5 phone:gap-x-2 phone:px-4">
        <div className="flex min-w-0 items-center gap-2.5 phone:min-h-11 phone:flex-1">
          {parent ? (
            <Link
              href={parent.href}
              className="flex shrink-0 items-center gap-2 rounded-tag text-body text-text-2 hover:text-text phone:size-11 phone:-ml-3 phone:justify-center"
            >
              <ArrowLeft size={18} strokeWidth={iconStroke} className="hidden phone:block" aria-hidden />
              <span className="phone:sr-only">{parent.label}</span>
              <ChevronRight size={14} strokeWidth={iconStroke} className="text-text-3 phone:hidden" aria-hidden />
            </Link>
          ) : null}
          <h1 className="truncate text-lead font-semibold">{title}</h1>
          {status}
        </div>
        {filter || chips ? (
          <div className="flex min-w-0 flex-1 items-center gap-3 phone:order-last phone:flex-none phone:basis-full phone:flex-wrap">
            {filter}
            {chips ? <div className="flex min-w-0 items-center gap-1 overflow-x-auto">{chips}</div> : null}
          </div>
        ) : null}
        <div className="ml-auto flex shrink-0 items-center gap-2">
          {acts}
          {drawn ? (
            <Button
              variant="ghost"
              icon={PanelRight}
              aria-label={t('openAside')}
              aria-keyshortcuts="]"
              className="xl:hidden"
              onClick={() => setDrawer(true)}
            />
          ) : null}
          <Button variant="ghost" icon={Search} aria-label={t('find')} className="md:hidden" onClick={openPalette} />
        </div>
      </header>
      {banner}
      <div className="relative flex min-h-0 flex-1">
        {environment ? <EnvironmentEdge kind={environment} strong /> : null}
        <div className="flex min-w-0 flex-1 flex-col">
          <main
            id="content"
            tabIndex={-1}
            data-scroller
            className={classNames(
              'min-h-0 flex-1 overflow-y-auto outline-none',
              padded && 'p-5 phone:p-4',
              environment && (padded ? 'pl-11 phone:pl-6' : 'pl-1.5'),
            )}
          >
            {children}
          </main>
          {foot ? (
            <footer
              className={classNames(
                'flex min-h-[72px] shrink-0 items-center gap-2 border-t border-line bg-raised px-5 py-3 phone:flex-wrap phone:px-4',
                environment && (padded ? 'pl-11 phone:pl-6' : 'pl-[26px] phone:pl-[22px]'),
              )}
            >
              {foot}
            </footer>
          ) : null}
        </div>
        {aside ? (
          <aside
            aria-label={asideLabel ?? t('aside')}
            className="hidden shrink-0 flex-col overflow-y-auto border-l border-line p-5 xl:flex"
            style={{ width: asideWidth }}
          >
            {aside}
          </aside>
        ) : null}
      </div>
      {drawn ? (
        <Sheet narrow open={drawer} onOpenChange={setDrawer} title={asideLabel ?? t('aside')}>
          {aside}
        </Sheet>
      ) : null}
    </>
  );
}

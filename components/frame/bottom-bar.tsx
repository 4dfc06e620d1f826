'use client';

import { Menu as MenuIcon } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { iconStroke } from '@/components/ui/icon';
import { Sheet } from '@/components/ui/sheet';
import { PageCount } from './navigation';
import { currentPage, type PageLink, type PageName, pageIcons } from './page-name';

const inThumbOrder: readonly PageName[] = [
  'connect',
  'requests',
  'approvals',
  'live',
  'terminals',
  'recordings',
  'audit',
  'bastions',
  'policies',
  'people',
  'environments',
  'doctor',
];

const slot = 'relative flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 text-[11px]/[14px]';

/** The phone's navigation: four pages and More, at the thumb. The rest and the person are in More. */
export function BottomBar({ links, foot }: { links: readonly PageLink[]; foot: ReactNode }) {
  const t = useTranslations('frame');
  const here = currentPage(links, usePathname());
  const [more, setMore] = useState(false);
  const ordered = inThumbOrder.flatMap((page) => links.filter((link) => link.page === page));
  const first = ordered.slice(0, 4);
  const rest = ordered.slice(4);
  return (
    <>
      <nav
        aria-label={t('navigation')}
        className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-canvas pb-[env(safe-area-inset-bottom,0px)] md:hidden"
      >
        {first.map((link) => {
          const PageIcon = pageIcons[link.page];
          const isHere = link === here;
          return (
            <Link
              key={link.page}
              href={link.href}
              aria-current={isHere ? 'page' : undefined}
              className={classNames(slot, isHere ? 'font-medium text-text' : 'text-text-2')}
            >
              <span className="relative">
                <PageIcon
                  size={20}
                  strokeWidth={iconStroke}
                  aria-hidden
                  className={isHere ? 'text-accent' : 'text-text-3'}
                />
                {link.countIs === 'waiting' ? (
                  <span className="absolute -top-1.5 left-3.5">
                    <PageCount link={link} />
                  </span>
                ) : null}
              </span>
              <span className="max-w-full truncate px-1">{t(`pages.${link.page}`)}</span>
            </Link>
          );
        })}
        <button
          type="button"
          aria-expanded={more}
          aria-haspopup="dialog"
          onClick={() => setMore(true)}
          className={classNames(slot, here && rest.includes(here) ? 'font-medium text-text' : 'text-text-2')}
        >
          <MenuIcon size={20} strokeWidth={iconStroke} className="text-text-3" aria-hidden />
          {t('more')}
        </button>
      </nav>
      <Sheet open={more} onOpenChange={setMore} title={t('more')} foot={<div className="min-w-0 flex-1">{foot}</div>}>
        <ul className="-mx-2">
          {rest.map((link) => {
            const PageIcon = pageIcons[link.page];
            return (
              <li key={link.page}>
                <Link
                  href={link.href}
                  onClick={() => setMore(false)}
                  aria-current={link === here ? 'page' : undefined}
                  className="flex h-13 items-center gap-3 rounded-ctl px-2 text-[15px] aria-[current]:bg-active"
                >
                  <PageIcon size={18} strokeWidth={iconStroke} className="text-text-3" aria-hidden />
                  <span className="flex-1">{t(`pages.${link.page}`)}</span>
                  <PageCount link={link} />
                </Link>
              </li>
            );
          })}
        </ul>
      </Sheet>
    </>
  );
}

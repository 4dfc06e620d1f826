'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { classNames } from '@/components/ui/class-names';
import { Count } from '@/components/ui/count';
import { iconStroke } from '@/components/ui/icon';
import { Tooltip } from '@/components/ui/tooltip';
import { currentPage, type PageLink, pageGroups, pageIcons } from './page-name';

/** The count beside a page, with what it means for those who cannot see its colour. */
export function PageCount({ link }: { link: PageLink }) {
  const t = useTranslations('frame');
  const { count = 0, countIs } = link;
  if (count === 0) return null;
  if (countIs === 'waiting') {
    return (
      <span className="inline-grid h-4 min-w-4 place-items-center rounded-key bg-accent px-1 text-[11px]/[16px] font-semibold text-accent-ink">
        <span aria-hidden>{count}</span>
        <span className="sr-only">{t('waitForYou', { count })}</span>
      </span>
    );
  }
  if (countIs === 'broken') {
    return (
      <span className="text-small font-semibold text-bad">
        <span aria-hidden>{count}</span>
        <span className="sr-only">{t('broken', { count })}</span>
      </span>
    );
  }
  return (
    <span className="text-small text-text-3">
      <Count value={count} />
    </span>
  );
}

/** The pages this person may see, in groups; a rail of icons between 768 and 1023 px. Stands in the frame's landmark. */
export function Navigation({ links }: { links: readonly PageLink[] }) {
  const t = useTranslations('frame');
  const here = currentPage(links, usePathname());
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto overflow-x-hidden px-2 max-lg:px-1.5">
      {pageGroups.map((group) => {
        const shown = group.pages.flatMap((page) => links.filter((link) => link.page === page));
        if (shown.length === 0) return null;
        return (
          <div key={group.name ?? 'first'} className={group.name ? 'mt-2' : undefined}>
            {group.name ? (
              <h2 className="flex h-6 items-center px-2 text-fine font-medium text-text-3 max-lg:sr-only">
                {t(`groups.${group.name}`)}
              </h2>
            ) : null}
            <ul>
              {shown.map((link) => {
                const PageIcon = pageIcons[link.page];
                const isHere = link === here;
                const name = t(`pages.${link.page}`);
                return (
                  <li key={link.page}>
                    <Tooltip text={name} side="right">
                      <Link
                        href={link.href}
                        aria-current={isHere ? 'page' : undefined}
                        className={classNames(
                          'group/nav relative flex h-(--h-nav) items-center gap-2.5 rounded-ctl px-2 transition-colors max-lg:h-10 max-lg:justify-center',
                          isHere ? 'bg-active font-medium text-text' : 'text-text-2 hover:bg-hover hover:text-text',
                        )}
                      >
                        <PageIcon
                          size={16}
                          strokeWidth={iconStroke}
                          aria-hidden
                          className={classNames('shrink-0', isHere ? 'text-accent' : 'text-text-3')}
                        />
                        <span className="min-w-0 flex-1 truncate max-lg:sr-only">{name}</span>
                        <span className="flex shrink-0 max-lg:absolute max-lg:top-0.5 max-lg:right-0">
                          <PageCount link={link} />
                        </span>
                      </Link>
                    </Tooltip>
                  </li>
                );
              })}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

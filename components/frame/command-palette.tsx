'use client';

import { Command } from 'cmdk';
import {
  ArrowRight,
  Database,
  GitPullRequestArrow,
  HardDrive,
  MonitorPlay,
  Package,
  Plus,
  ScrollText,
  Search,
  Server,
  SquareTerminal,
  SunMoon,
  User,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { type Icon, iconStroke } from '@/components/ui/icon';
import { KeyHint } from '@/components/ui/key-hint';
import { Status } from '@/components/ui/status';
import { useReturnFocus } from '@/components/ui/use-return-focus';
import { type PageLink, pageIcons } from './page-name';
import type { PaletteIcon, PaletteItem } from './palette-item';
import { pieces, search } from './palette-match';
import { useActiveDescendant } from './use-active-descendant';

const icons: Record<PaletteIcon, Icon> = {
  database: Database,
  server: Server,
  drive: HardDrive,
  shell: SquareTerminal,
  person: User,
  request: GitPullRequestArrow,
  recording: MonitorPlay,
  terminal: SquareTerminal,
  audit: ScrollText,
  add: Plus,
  bastion: Package,
};

type Entry = Omit<PaletteItem, 'icon' | 'href' | 'more'> & {
  icon: Icon;
  href?: string;
  run?: () => void;
  more?: readonly PaletteItem[];
};

const asEntry = (item: PaletteItem): Entry => ({ ...item, icon: icons[item.icon] });

function Matched({ text, query }: { text: string; query: string }) {
  return (
    <>
      {pieces(text, query).map((piece) =>
        piece.hit ? (
          <mark key={piece.at} className="matched">
            {piece.text}
          </mark>
        ) : (
          <span key={piece.at}>{piece.text}</span>
        ),
      )}
    </>
  );
}

function Hint({ keys, children }: { keys: readonly string[]; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1">
      {keys.map((key) => (
        <KeyHint key={key} keys={key} />
      ))}
      {children}
    </span>
  );
}

/** Reaches every target, terminal, request and page by typing; arrows and Enter do the rest. */
export function CommandPalette({
  open,
  onOpenChange,
  items,
  links,
  chooseTheme,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  items: readonly PaletteItem[];
  links: readonly PageLink[];
  chooseTheme: (theme: string) => void | Promise<void>;
}) {
  const { onOpen, onCloseAutoFocus } = useReturnFocus();
  const t = useTranslations('frame');
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={onOpen}
          onCloseAutoFocus={onCloseAutoFocus}
          className="fixed top-28 left-1/2 z-50 -ml-[340px] w-(--w-palette) overflow-hidden rounded-sheet bg-raised shadow-dialog outline-none data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in max-md:inset-0 max-md:ml-0 max-md:w-full max-md:rounded-none"
        >
          <Dialog.Title className="sr-only">{t('palette.label')}</Dialog.Title>
          <PaletteBody items={items} links={links} chooseTheme={chooseTheme} close={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteBody({
  items,
  links,
  chooseTheme,
  close,
}: {
  items: readonly PaletteItem[];
  links: readonly PageLink[];
  chooseTheme: (theme: string) => void | Promise<void>;
  close: () => void;
}) {
  const t = useTranslations('frame');
  const parts = useTranslations('parts');
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState('');
  const [inside, setInside] = useState<Entry | null>(null);
  const box = useActiveDescendant();

  const pages: Entry[] = links.map((link) => ({
    id: `page-${link.page}`,
    group: 'do',
    title: t('palette.go', { page: t(`pages.${link.page}`) }),
    icon: pageIcons[link.page] ?? ArrowRight,
    href: link.href,
  }));
  const themes: Entry[] = (['light', 'dark', 'system'] as const).map((theme) => ({
    id: `theme-${theme}`,
    group: 'do',
    title: t('palette.theme', { theme: t(`person.${theme}`) }),
    icon: SunMoon,
    run: () => void chooseTheme(theme),
  }));
  const all = inside ? (inside.more ?? []).map(asEntry) : [...items.map(asEntry), ...pages, ...themes];
  const { query, groups } = search(all, typed, inside || typed ? 8 : 5);
  const byId = new Map(all.map((entry) => [entry.id, entry]));

  const open = (entry: Entry, newTab: boolean) => {
    close();
    if (entry.run) entry.run();
    else if (entry.href && newTab) window.open(entry.href, '_blank', 'noopener');
    else if (entry.href) router.push(entry.href);
  };

  return (
    <Command
      ref={box}
      loop
      shouldFilter={false}
      label={t('palette.label')}
      value={chosen}
      onValueChange={setChosen}
      className="flex flex-col max-md:h-full"
      onKeyDown={(event) => {
        const entry = byId.get(chosen);
        if (event.key === 'Tab' && !event.shiftKey && entry?.more?.length) {
          event.preventDefault();
          setInside(entry);
          setTyped('');
          setChosen(entry.more[0]?.id ?? '');
        } else if (event.key === 'Backspace' && typed === '' && inside) {
          setInside(null);
        } else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && entry) {
          event.preventDefault();
          open(entry, true);
        }
      }}
    >
      <div className="flex h-14 shrink-0 items-center gap-3 border-b border-line pr-4 pl-5">
        <Search size={16} strokeWidth={iconStroke} className="shrink-0 text-text-3" aria-hidden />
        {inside ? <span className="shrink-0 text-text-2">{inside.title}</span> : null}
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder={t('palette.placeholder')}
          className="h-full min-w-0 flex-1 bg-transparent text-[16px]/[24px] outline-none"
        />
        <KeyHint keys="esc" />
        <Dialog.Close className="min-h-11 px-2 text-text-2 md:hidden">{parts('close')}</Dialog.Close>
      </div>
      <Command.List className="max-h-[min(456px,calc(100dvh-280px))] scroll-py-2 overflow-y-auto p-2 max-md:max-h-none max-md:flex-1">
        <Command.Empty className="px-3 py-8 text-center text-text-2">
          {t('palette.none', { query: typed })}
        </Command.Empty>
        {groups.map((group) => (
          <Command.Group
            key={group.group}
            heading={t(`palette.${group.group}`)}
            className="[&_[cmdk-group-heading]]:flex [&_[cmdk-group-heading]]:h-[30px] [&_[cmdk-group-heading]]:items-center [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:text-small [&_[cmdk-group-heading]]:text-text-3"
          >
            {group.items.map((entry) => {
              const EntryIcon = entry.icon;
              return (
                <Command.Item
                  key={entry.id}
                  value={entry.id}
                  onSelect={() => open(entry, false)}
                  className="group/item flex h-10 items-center gap-3 rounded-ctl px-3 data-[selected=true]:bg-active phone:h-12"
                >
                  <EntryIcon
                    size={16}
                    strokeWidth={iconStroke}
                    aria-hidden
                    className="shrink-0 text-text-3 group-data-[selected=true]/item:text-accent"
                  />
                  <span className="min-w-0 truncate font-medium">
                    <Matched text={entry.title} query={query} />
                  </span>
                  {entry.detail ? (
                    <span className="min-w-0 flex-1 truncate text-small text-text-3 phone:hidden">{entry.detail}</span>
                  ) : null}
                  <span className="ml-auto flex shrink-0 items-center gap-3">
                    {entry.environment ? (
                      <EnvironmentTag kind={entry.environment.kind}>{entry.environment.name}</EnvironmentTag>
                    ) : null}
                    {entry.state?.door ? (
                      <Status tone={entry.state.tone} door={entry.state.door}>
                        {entry.state.word}
                      </Status>
                    ) : entry.state ? (
                      <Status tone={entry.state.tone} glyph={entry.state.glyph ?? 'living'}>
                        {entry.state.word}
                      </Status>
                    ) : null}
                    {entry.keyHint ? <KeyHint keys={entry.keyHint} /> : null}
                    <span className="hidden group-data-[selected=true]/item:inline-flex">
                      <KeyHint keys="enter" />
                    </span>
                  </span>
                </Command.Item>
              );
            })}
          </Command.Group>
        ))}
      </Command.List>
      <div className="flex h-10 shrink-0 items-center gap-4 border-t border-line bg-surface px-5 text-small text-text-2 max-md:hidden">
        <Hint keys={['up', 'down']}>{parts('keys.move')}</Hint>
        <Hint keys={['enter']}>{parts('keys.open')}</Hint>
        <Hint keys={['mod+enter']}>{parts('keys.newTab')}</Hint>
        <Hint keys={['tab']}>{parts('keys.more')}</Hint>
        <span className="ml-auto inline-flex items-center gap-2">
          {t('palette.only')}
          <Hint keys={['#']}>{t('palette.onlyTargets')}</Hint>
          <Hint keys={['@']}>{t('palette.onlyPeople')}</Hint>
          <Hint keys={['>']}>{t('palette.onlyCommands')}</Hint>
        </span>
      </div>
    </Command>
  );
}

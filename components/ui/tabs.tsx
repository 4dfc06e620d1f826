'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** Plain words that switch a panel, for asides; the terminal's own tab bar is drawn by the terminal. */
export function Tabs({
  label,
  tabs,
  value,
  onValueChange,
}: {
  label: string;
  tabs: readonly { value: string; label: ReactNode; panel: ReactNode }[];
  value: string;
  onValueChange: (value: string) => void;
}) {
  return (
    <Radix.Root value={value} onValueChange={onValueChange} className="flex min-h-0 flex-col">
      <Radix.List aria-label={label} className="flex h-(--h-row) shrink-0 items-center gap-4">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="rounded-tag text-body text-text-3 transition-colors hover:text-text data-[state=active]:font-semibold data-[state=active]:text-text phone:min-h-11"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="min-h-0 flex-1 outline-none">
          {tab.panel}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

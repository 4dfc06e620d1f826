import type { DoorState } from '@/components/ui/door';
import type { EnvironmentKind } from '@/components/ui/environment-kind';
import type { GlyphName } from '@/components/ui/glyph';
import type { Tone } from '@/components/ui/tone';

/** The palette's groups in the order they are shown. */
export const paletteGroups = ['targets', 'terminals', 'requests', 'people', 'do'] as const;
export type PaletteGroup = (typeof paletteGroups)[number];

export type PaletteIcon =
  | 'database'
  | 'server'
  | 'drive'
  | 'shell'
  | 'person'
  | 'request'
  | 'recording'
  | 'terminal'
  | 'audit'
  | 'add'
  | 'bastion';

/** Something that can be reached from anywhere. Plain data, so that the server can hand it over with the page. */
export type PaletteItem = {
  id: string;
  group: PaletteGroup;
  /** What is searched first and shown in full. */
  title: string;
  /** Said after the title, searched as well. */
  detail?: string;
  /** Searched but not shown: addresses, tags. */
  words?: string;
  icon: PaletteIcon;
  href: string;
  environment?: { kind: EnvironmentKind; name: string };
  state?: { tone: Tone; word: string; glyph?: GlyphName; door?: DoorState };
  keyHint?: string;
  /** What else can be done with it, opened by Tab. */
  more?: readonly PaletteItem[];
};

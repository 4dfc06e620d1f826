/** The meaning a colour carries; always said by a glyph and a word as well. */
export type Tone = 'ok' | 'wait' | 'bad' | 'info' | 'idle' | 'plain';

export const toneText: Record<Tone, string> = {
  ok: 'text-ok',
  wait: 'text-wait',
  bad: 'text-bad',
  info: 'text-info',
  idle: 'text-idle',
  plain: 'text-text-2',
};

export const toneWash: Record<Tone, string> = {
  ok: 'bg-ok-wash',
  wait: 'bg-wait-wash',
  bad: 'bg-bad-wash',
  info: 'bg-info-wash',
  idle: 'bg-active',
  plain: 'bg-active',
};

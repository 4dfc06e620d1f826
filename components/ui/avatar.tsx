import { classNames } from './class-names';

const isAlphabetic = (name: string) => /^\s*[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name);

/** The letters that stand for a person: first and last word, or the first two characters where there is one word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = [...(words[0] ?? '')];
  const last = words.length > 1 ? [...(words.at(-1) ?? '')] : [];
  if (!isAlphabetic(name)) return first.slice(0, 2).join('');
  return (last.length > 0 ? `${first[0] ?? ''}${last[0] ?? ''}` : first.slice(0, 2).join('')).toUpperCase();
}

/** A person as initials. Decorative: their name stands beside it, or is given in `label`. */
export function Avatar({
  name,
  size = 22,
  label = false,
  className,
}: {
  name: string;
  size?: 22 | 28;
  label?: boolean;
  className?: string;
}) {
  return (
    <span
      title={label ? name : undefined}
      {...(label ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
      className={classNames(
        'inline-grid shrink-0 place-items-center rounded-full border border-line-2 bg-active font-semibold text-text-2 select-none',
        size === 28 ? 'size-7 text-[11px]' : 'size-[22px] text-[11px] tracking-[-0.04em]',
        className,
      )}
    >
      {size === 22 && !isAlphabetic(name) ? [...name.trim()][0] : initialsOf(name)}
    </span>
  );
}

/** Several people, overlapping by a pixel; those beyond `limit` become a number. */
export function AvatarStack({ names, limit = 4 }: { names: readonly string[]; limit?: number }) {
  const shown = names.slice(0, limit);
  const rest = names.length - shown.length;
  return (
    <span role="img" aria-label={names.join(', ')} title={names.join(', ')} className="inline-flex items-center">
      {shown.map((name) => (
        <Avatar key={name} name={name} className="-ml-px first:ml-0" />
      ))}
      {rest > 0 ? <span className="ml-1 text-small text-text-3">+{rest}</span> : null}
    </span>
  );
}

'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button, type ButtonProps } from './button';

/** Copies `text`; says so for two seconds. Without a `label` it is an icon that names what it copies. */
export function CopyButton({
  text,
  what,
  label,
  variant = 'ghost',
  size = 'small',
  className,
}: Pick<ButtonProps, 'variant' | 'size' | 'className'> & {
  text: string;
  /** What is copied, for those who cannot see it: "the address". */
  what: string;
  label?: string;
}) {
  const t = useTranslations('parts');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <Button
        variant={variant}
        size={size}
        icon={copied ? Check : Copy}
        aria-label={label ? undefined : t('copy', { what })}
        className={className}
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          );
        }}
      >
        {label}
      </Button>
      <span role="status" className="sr-only">
        {copied ? t('copied') : ''}
      </span>
    </>
  );
}

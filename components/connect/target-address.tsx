import { useTranslations } from 'next-intl';
import { CopyButton } from '@/components/ui/copy-button';

/** An address that may be cut short on the row: whole on hover, selectable, and copied by the button beside it. */
export function TargetAddress({ address }: { address: string }) {
  const t = useTranslations('connect');
  if (address === '') return <span className="flex-1" />;
  return (
    <span className="relative flex min-w-0 flex-1 items-center">
      <span title={address} className="relative z-1 min-w-0 cursor-text truncate font-mono text-mono text-text-3">
        {address}
      </span>
      <CopyButton
        text={address}
        what={t('theAddress')}
        className="absolute right-0 z-1 bg-hover opacity-0 group-hover/row:opacity-100 focus-visible:opacity-100"
      />
    </span>
  );
}

import { useTranslations } from 'next-intl';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import type { TargetKind } from '@/lib/domain/targets/target';
import type { NodeView } from '@/lib/domain/targets/view';

type Machine = { kind: TargetKind; node: NodeView | null };

/** Whether a target is a machine that cannot be entered, as far as is known of it. */
export function isAway({ kind, node }: Machine): boolean {
  return kind === 'node' && node?.ping !== 'online';
}

/** How a managed node is, as its agent last said: quietly while it is well, and since when it is not. Nothing for other targets. */
export function NodeStatus({ target, className }: { target: Machine; className?: string }) {
  const t = useTranslations('connect.node');
  const { kind, node } = target;
  if (kind !== 'node') return null;
  if (!node)
    return (
      <Status tone="wait" glyph="alert" className={className}>
        {t('unknown')}
      </Status>
    );
  if (node.ping === 'online')
    return (
      <Status tone="plain" glyph="living" className={className}>
        {t('online')}
      </Status>
    );
  return (
    <Status tone="wait" glyph="ring" className={className}>
      {node.lastPingAt === null
        ? t('offline')
        : t.rich('offlineSince', { time: () => <Time at={new Date(node.lastPingAt ?? 0)} /> })}
    </Status>
  );
}

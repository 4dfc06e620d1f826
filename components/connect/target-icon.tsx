import { Database, HardDrive, Server, SquareTerminal } from 'lucide-react';
import { type Icon, iconStroke } from '@/components/ui/icon';
import type { TargetKind } from '@/lib/domain/targets/target';

const icons: Record<TargetKind, Icon> = { bastion: SquareTerminal, host: Server, database: Database, node: HardDrive };

/** The line icon of a kind of target; its name stands beside it. */
export function TargetIcon({ kind, size = 16 }: { kind: TargetKind; size?: number }) {
  const KindIcon = icons[kind];
  return <KindIcon size={size} strokeWidth={iconStroke} aria-hidden />;
}

import { Database, HardDrive, Server, SquareTerminal } from 'lucide-react';
import { type Icon, iconStroke } from '@/components/ui/icon';
import { isOnPremises } from '@/lib/domain/targets/node';
import type { TargetKind } from '@/lib/domain/targets/target';

const icons: Record<TargetKind, Icon> = { bastion: SquareTerminal, host: Server, database: Database, node: Server };

/** The line icon of a target, a machine outside of EC2 as the drive it stands on; its name stands beside it. */
export function TargetIcon({
  target: { kind, address },
  size = 16,
}: {
  target: { kind: TargetKind; address: string };
  size?: number;
}) {
  const KindIcon = kind === 'node' && isOnPremises(address) ? HardDrive : icons[kind];
  return <KindIcon size={size} strokeWidth={iconStroke} aria-hidden />;
}

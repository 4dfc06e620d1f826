import { PlayerSkeleton } from '@/components/recordings/player-skeleton';

export default function Loading() {
  return <PlayerSkeleton />;
}

import { TableSkeleton } from '@/components/frame/table-skeleton';

export default function Loading() {
  return <TableSkeleton lines={2} />;
}

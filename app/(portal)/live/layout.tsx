import type { ReactNode } from 'react';
import { requirePage } from '@/lib/web/require-page';

export default async function LiveLayout({ children }: { children: ReactNode }) {
  await requirePage('live');
  return children;
}

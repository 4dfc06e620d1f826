import type { ReactNode } from 'react';
import { requirePage } from '@/lib/web/require-page';

export default async function ApprovalsLayout({ children }: { children: ReactNode }) {
  await requirePage('approvals');
  return children;
}

import type { ReactNode } from 'react';
import { requirePage } from '@/lib/web/require-page';

export default async function PoliciesLayout({ children }: { children: ReactNode }) {
  await requirePage('policies');
  return children;
}

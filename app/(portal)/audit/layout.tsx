import type { ReactNode } from 'react';
import { requirePage } from '@/lib/web/require-page';

export default async function AuditLayout({ children }: { children: ReactNode }) {
  await requirePage('audit');
  return children;
}

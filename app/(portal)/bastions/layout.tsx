import type { ReactNode } from 'react';
import { requirePage } from '@/lib/web/require-page';

export default async function BastionsLayout({ children }: { children: ReactNode }) {
  await requirePage('bastions');
  return children;
}

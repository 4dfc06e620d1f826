import type { ReactNode } from 'react';
import { requirePage } from '@/lib/web/require-page';

export default async function PeopleLayout({ children }: { children: ReactNode }) {
  await requirePage('people');
  return children;
}

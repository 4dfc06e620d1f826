import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { RequestsScreen } from '@/components/requests/requests-screen';
import { listMyRequests } from '@/lib/use-cases/requests/list-mine';
import { load } from '@/lib/web/load';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('requests'))('title') };
}

export default async function RequestsPage() {
  return <RequestsScreen requests={await load(listMyRequests)} />;
}

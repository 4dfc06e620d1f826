import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { RecordingsScreen } from '@/components/recordings/recordings-screen';
import { listRecordings } from '@/lib/use-cases/terminals/list-recordings';
import { load } from '@/lib/web/load';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('recordings'))('title') };
}

export default async function RecordingsPage() {
  return <RecordingsScreen recordings={await load(listRecordings)} now={Date.now()} />;
}

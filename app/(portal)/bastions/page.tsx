import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { BastionsScreen } from '@/components/bastions/bastions-screen';
import { listBastions } from '@/lib/use-cases/bastions/list';
import { load } from '@/lib/web/load';
import { drain, stop } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('bastions'))('title') };
}

export default async function BastionsPage() {
  return <BastionsScreen bastions={await load(listBastions)} acts={{ drain, stop }} />;
}

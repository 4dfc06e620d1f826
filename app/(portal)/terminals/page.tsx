import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { end } from '@/app/terminals/[terminalId]/actions';
import { TerminalsScreen } from '@/components/terminals/terminals-screen';
import { listMyTerminals } from '@/lib/use-cases/terminals/list-mine';
import { load } from '@/lib/web/load';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('terminals'))('title') };
}

export default async function TerminalsPage() {
  return <TerminalsScreen terminals={await load(listMyTerminals)} end={end} />;
}

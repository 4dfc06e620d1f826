import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { end, mintTicket } from '@/app/terminals/[terminalId]/actions';
import { LiveScreen } from '@/components/live/live-screen';
import { listLiveTerminals } from '@/lib/use-cases/terminals/list-live';
import { load } from '@/lib/web/load';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('live'))('title') };
}

export default async function LivePage() {
  return <LiveScreen {...(await load(listLiveTerminals))} acts={{ end, mintTicket }} />;
}

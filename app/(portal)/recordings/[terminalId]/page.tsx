import type { Metadata } from 'next';
import { PlayerScreen } from '@/components/recordings/player-screen';
import { getRecording } from '@/lib/use-cases/recordings/get';
import { load } from '@/lib/web/load';
import { check } from './actions';

type Props = {
  params: Promise<{ terminalId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { number, target } = await load(getRecording, await params);
  return { title: `T-${number} ${target.name}` };
}

export default async function RecordingPage({ params, searchParams }: Props) {
  const recording = await load(getRecording, await params);
  const { t } = await searchParams;
  // Whole seconds, as the page's own links have them.
  const startAt = typeof t === 'string' && /^\d{1,6}$/.test(t) ? Number(t) : 0;
  return <PlayerScreen recording={recording} startAt={startAt} check={check} />;
}

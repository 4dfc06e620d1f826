import type { ReactNode } from 'react';
import { getRecording } from '@/lib/use-cases/recordings/get';
import { load } from '@/lib/web/load';

type Props = { params: Promise<{ terminalId: string }>; children: ReactNode };

/** Asks before the skeleton goes out: with that the answer's status would have left as 200. */
export default async function RecordingLayout({ params, children }: Props) {
  await load(getRecording, await params);
  return children;
}

import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { TerminalView } from '@/components/terminals/terminal-view';
import { getTerminal } from '@/lib/use-cases/terminals/get';
import { listMyTerminals } from '@/lib/use-cases/terminals/list-mine';
import { load } from '@/lib/web/load';
import { end, mintTicket, openAgain } from './actions';

type Props = {
  params: Promise<{ terminalId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { target, environment } = await load(getTerminal, await params);
  return { title: `${target.name} · ${environment.name}` };
}

/** Full screen: nothing of the portal's frame stands around a shell. */
export default async function TerminalPage({ params, searchParams }: Props) {
  const [terminal, mine, { watch }] = await Promise.all([
    params.then((given) => load(getTerminal, given)),
    load(listMyTerminals),
    searchParams,
  ]);
  const { acts } = terminal;
  const isRecorded = terminal.openedAt !== null;
  if (terminal.status === 'ended' && isRecorded && acts.readRecording) redirect(`/recordings/${terminal.id}`);
  if (watch !== undefined && !acts.watch) notFound();
  if (watch === undefined && !acts.operate)
    redirect(acts.watch ? `/terminals/${terminal.id}?watch` : `/recordings/${terminal.id}`);
  return (
    <TerminalView
      key={terminal.id}
      terminal={terminal}
      others={mine.filter((one) => one.status !== 'ended')}
      role={watch === undefined ? 'operate' : 'watch'}
      acts={{ mintTicket, end, openAgain }}
    />
  );
}

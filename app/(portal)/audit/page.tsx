import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuditScreen } from '@/components/audit/audit-screen';
import { search } from '@/lib/inputs/audit';
import { searchAudit } from '@/lib/use-cases/audit/search';
import { load } from '@/lib/web/load';
import { loadMore, verify } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('audit'))('title') };
}

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function AuditPage({ searchParams }: { searchParams: Search }) {
  const { q, span } = await searchParams;
  const asked = search.parse({ q, span });
  const page = await load(searchAudit, asked);
  return <AuditScreen page={page} query={asked.q} span={asked.span} verify={verify} loadMore={loadMore} />;
}

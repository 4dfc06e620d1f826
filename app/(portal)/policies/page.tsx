import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { PoliciesScreen } from '@/components/policies/policies-screen';
import { listPolicies } from '@/lib/use-cases/policies/list';
import { load } from '@/lib/web/load';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('policies'))('title') };
}

export default async function PoliciesPage() {
  const [inForce] = await load(listPolicies);
  if (!inForce) notFound();
  return <PoliciesScreen policies={inForce} />;
}

import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PoliciesScreen } from '@/components/policies/policies-screen';
import { getPolicies } from '@/lib/use-cases/policies/get';
import { load } from '@/lib/web/load';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('policies'))('title') };
}

export default async function PoliciesPage() {
  return <PoliciesScreen policies={await load(getPolicies)} />;
}

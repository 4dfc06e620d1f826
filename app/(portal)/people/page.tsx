import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PeopleScreen } from '@/components/people/people-screen';
import { listAllPeople } from '@/lib/use-cases/people/list';
import { load } from '@/lib/web/load';
import { revokeSignIns } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('people'))('title') };
}

export default async function PeoplePage() {
  return <PeopleScreen people={await load(listAllPeople)} revokeSignIns={revokeSignIns} />;
}

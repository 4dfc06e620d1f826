import { redirect } from 'next/navigation';
import { currentActor } from '@/lib/web/actor';
import { chooseLanguage } from '../preferences/actions';
import { NoAccessDoor } from './no-access-door';

export default async function NoAccessPage() {
  const actor = await currentActor();
  if (!actor) redirect('/sign-in');
  return <NoAccessDoor name={actor.name} groups={actor.groups} chooseLanguage={chooseLanguage} />;
}

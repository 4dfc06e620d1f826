'use server';

import * as people from '@/lib/inputs/people';
import { revokeSignInsOf } from '@/lib/use-cases/people/revoke-sign-ins';
import { action } from '@/lib/web/action';

export const revokeSignIns = action(people.revokeSignIns, revokeSignInsOf, {
  name: 'person.revokeSignIns',
  revalidate: '/people',
});

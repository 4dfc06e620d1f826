import type { PersonId, SignInId } from '../ids';

/** Who is asking: a signed-in person as the provider last described them. Times are instants. */
export type Actor = {
  personId: PersonId;
  name: string;
  email: string;
  groups: readonly string[];
  groupsReadAt: Date;
  signInId: SignInId;
  /** Network address the person asks from, for the record. */
  address: string;
};

/** Postern itself: jobs, clocks and the bridge. */
export type Machine = 'postern';

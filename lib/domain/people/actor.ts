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

/** Somebody who has shown no sign-in: all that is known is where they come from; null where there are too many to tell apart. */
export type Stranger = { stranger: true; address: string | null };

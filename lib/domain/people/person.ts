import type { PersonId, SignInId } from '../ids';

/** A person as the identity provider last described them; (issuer, subject) is the identity, never the e-mail address. */
export type Person = {
  id: PersonId;
  issuer: string;
  subject: string;
  name: string;
  email: string;
  groups: readonly string[];
  groupsReadAt: Date;
  createdAt: Date;
  lastSeenAt: Date;
  deactivatedAt: Date | null;
};

/** One browser's sign-in; open while it is neither revoked nor expired. */
export type SignIn = {
  id: SignInId;
  personId: PersonId;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  address: string;
};

/** Whether a sign-in still speaks for its person. */
export function isSignInOpen(signIn: Pick<SignIn, 'expiresAt' | 'revokedAt'>, now: Date): boolean {
  return signIn.revokedAt === null && now < signIn.expiresAt;
}

declare const brand: unique symbol;

/** A uuid that names one kind of thing; the brand keeps a terminal's id from being passed where a request's is meant. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type PersonId = Id<'person'>;
export type SignInId = Id<'signIn'>;
export type EnvironmentId = Id<'environment'>;
export type TargetId = Id<'target'>;
export type RequestId = Id<'request'>;
export type GrantId = Id<'grant'>;
export type BastionId = Id<'bastion'>;
export type TerminalId = Id<'terminal'>;
export type BridgeId = Id<'bridge'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text has the shape of our ids; anything else can name nothing and is "not found". */
export function isId(text: string): boolean {
  return UUID.test(text);
}

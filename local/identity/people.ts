export type LocalPerson = {
  /** The OpenID subject; never changes, since the product keeps people by it. */
  sub: string;
  name: string;
  email: string;
  groups: string[];
  /** One line for whoever chooses a person. */
  role: string;
};

/** Everyone the local provider knows: the smallest company in which each right is held by somebody and withheld from somebody. */
export const PEOPLE: readonly LocalPerson[] = [
  person('maya-okafor', 'Maya Okafor', 'maya', 'Operator in payments', ['developers', 'payments-operations']),
  person('tomas-vidal', 'Tomás Vidal', 'tomas', 'Operator in infrastructure', ['developers', 'infrastructure']),
  person('priya-raman', 'Priya Raman', 'priya', 'Approver in infrastructure', [
    'developers',
    'infrastructure',
    'approvers',
  ]),
  person('jonas-lindqvist', 'Jonas Lindqvist', 'jonas', 'Approver in security', ['security', 'approvers']),
  person('kenji-watanabe', 'Kenji Watanabe', 'kenji', 'Administrator', ['administrators', 'infrastructure']),
  person('sofia-marchetti', 'Sofia Marchetti', 'sofia', 'Auditor', ['auditors']),
  person('nils-berg', 'Nils Berg', 'nils', 'No rights yet', []),
];

function person(sub: string, name: string, mailbox: string, role: string, groups: string[]): LocalPerson {
  return { sub, name, email: `${mailbox}@kestrel-freight.example`, role, groups };
}

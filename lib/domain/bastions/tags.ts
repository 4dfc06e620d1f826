/** Tag on every task we start; its value is the bastion row's id. */
export const BASTION_TAG = 'postern:bastion';
/** Tag on every task we start; its value is the environment row's id, so that two Posterns never take each other's tasks. */
export const ENVIRONMENT_TAG = 'postern:environment';
/** Tag on a task that is one person's own, and on every session of the operator role; its value is the person row's id. */
export const PERSON_TAG = 'postern:person';
/** Tags on sessions of the operator role: what the shell is opened for. */
export const REQUEST_TAG = 'postern:request';
export const TERMINAL_TAG = 'postern:terminal';

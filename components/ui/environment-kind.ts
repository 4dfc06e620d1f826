/** What an environment is for; the kind gives the colour and the shape, the administrator gives the name. */
export type EnvironmentKind = 'production' | 'staging' | 'development' | 'site' | 'other';

/** The CSS colour of a kind, for borders and graphics drawn outside class names. */
export const environmentColour: Record<EnvironmentKind, string> = {
  production: 'var(--color-env-prod)',
  staging: 'var(--color-env-stage)',
  development: 'var(--color-env-dev)',
  site: 'var(--color-env-site)',
  other: 'var(--color-env-other)',
};

export const environmentText: Record<EnvironmentKind, string> = {
  production: 'text-env-prod',
  staging: 'text-env-stage',
  development: 'text-env-dev',
  site: 'text-env-site',
  other: 'text-env-other',
};

export const environmentGround: Record<EnvironmentKind, string> = {
  production: 'hatched',
  staging: 'bg-env-stage',
  development: 'bg-env-dev',
  site: 'bg-env-site',
  other: 'bg-env-other',
};

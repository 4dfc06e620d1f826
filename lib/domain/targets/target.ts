import type { EnvironmentId, TargetId } from '../ids';

export type TargetKind = 'bastion' | 'host' | 'database';

/** Something to reach in an environment through its bastion. */
export type Target = {
  id: TargetId;
  environmentId: EnvironmentId;
  name: string;
  kind: TargetKind;
  address: string;
  note: string;
  /** What is run in the bastion to reach it; split into arguments, never given to a shell by us. */
  command: string;
  tags: Readonly<Record<string, string>>;
};

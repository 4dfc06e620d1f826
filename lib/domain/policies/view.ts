/** One version of the policies as a page shows it. */
export type PolicyVersionView = {
  version: number;
  files: { name: string; text: string }[];
  note: string;
  author: string | null;
  createdAt: number;
  /** The highest version, which decides. */
  inForce: boolean;
  /** Why it cannot be used, in its own words; only of the version in force. */
  broken: string | null;
};

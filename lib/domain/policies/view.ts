/** The policies in force, as their page shows them. */
export type PoliciesView = {
  version: number;
  note: string;
  /** Null when Postern itself loaded them. */
  author: string | null;
  createdAt: number;
  files: { name: string; text: string; policies: number }[];
  /** Why they cannot be used, when they cannot: then nobody is let in. */
  fault: string | null;
};

import type { Transaction } from './transaction';

export type PolicyFile = { name: string; text: string };
export type PolicyVersionRecord = {
  version: number;
  files: readonly PolicyFile[];
  note: string;
  authorName: string | null;
  createdAt: Date;
};

/** The number of the version in force; null before the first was loaded. */
export async function currentPolicyVersion(tx: Transaction): Promise<number | null> {
  const found = await tx.policyVersion.aggregate({ _max: { version: true } });
  return found._max.version;
}

/** The files of one version as they were written; the shape is whoever wrote the row's, so it is looked at before it is believed. */
export async function findPolicyFiles(tx: Transaction, version: number): Promise<PolicyFile[] | null> {
  const row = await tx.policyVersion.findUnique({ where: { version }, select: { files: true } });
  return row && filesOf(row.files);
}

/** Versions, newest first. */
export async function listPolicyVersions(tx: Transaction): Promise<PolicyVersionRecord[]> {
  const rows = await tx.policyVersion.findMany({ orderBy: { version: 'desc' } });
  const authors = await tx.person.findMany({
    where: { id: { in: rows.flatMap((row) => row.authorId ?? []) } },
    select: { id: true, name: true },
  });
  const names = new Map(authors.map((author) => [author.id, author.name]));
  return rows.map((row) => ({
    version: row.version,
    files: filesOf(row.files) ?? [],
    note: row.note,
    authorName: names.get(row.authorId ?? '') ?? null,
    createdAt: row.createdAt,
  }));
}

/** Writes a version; false when another process wrote the same number first. */
export async function insertPolicyVersion(
  tx: Transaction,
  row: { version: number; files: readonly PolicyFile[]; note: string; authorId: string | null; createdAt: Date },
): Promise<boolean> {
  const { count } = await tx.policyVersion.createMany({
    data: [{ ...row, files: row.files.map((file) => ({ ...file })) }],
    skipDuplicates: true,
  });
  return count === 1;
}

function filesOf(json: unknown): PolicyFile[] | null {
  if (!Array.isArray(json)) return null;
  const files = json.flatMap((one: unknown) =>
    typeof one === 'object' && one !== null && 'name' in one && 'text' in one
      ? [{ name: String(one.name), text: String(one.text) }]
      : [],
  );
  return files.length === json.length ? files : null;
}

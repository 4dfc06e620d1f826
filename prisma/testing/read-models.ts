const SCALARS: Record<string, string> = {
  String: 'text',
  Int: 'int4',
  BigInt: 'int8',
  Float: 'float8',
  Decimal: 'numeric',
  Boolean: 'bool',
  DateTime: 'timestamp',
  Json: 'jsonb',
  Bytes: 'bytea',
};
const NATIVE: Record<string, string> = {
  Uuid: 'uuid',
  Timestamptz: 'timestamptz',
  SmallInt: 'int2',
  Text: 'text',
  VarChar: 'varchar',
  Date: 'date',
  Inet: 'inet',
  Json: 'json',
};

export type DeclaredSchema = {
  /** "table.column" to Postgres's own type name, followed by " null" where nothing may stand. */
  columns: Record<string, string>;
  /** Enum type to its words in order, separated by spaces. */
  enums: Record<string, string>;
  /** Table to the columns of its primary key, separated by spaces. */
  primaryKeys: Record<string, string>;
  /** "table column column" for each @unique and @@unique. */
  uniques: string[];
};

/** Reads what Prisma model files declare about the database; throws on a line it does not understand. */
export function readModels(text: string): DeclaredSchema {
  const blocks = [...text.matchAll(/^(model|enum) (\w+) \{\n(.*?)^\}/gms)].map(([, kind, name, body]) => ({
    kind,
    name: name ?? '',
    dbName: /^\s*@@map\("(\w+)"\)/m.exec(body ?? '')?.[1] ?? name ?? '',
    lines: (body ?? '')
      .split('\n')
      .map((line) => line.replace(/\/\/.*$/, '').trim())
      .filter((line) => line !== ''),
  }));
  const enums = new Map(blocks.filter(({ kind }) => kind === 'enum').map((block) => [block.name, block]));
  const models = new Map(blocks.filter(({ kind }) => kind === 'model').map((block) => [block.name, block]));
  const schema: DeclaredSchema = { columns: {}, enums: {}, primaryKeys: {}, uniques: [] };
  for (const { dbName, lines } of enums.values()) {
    schema.enums[dbName] = lines.filter((line) => !line.startsWith('@@')).join(' ');
  }

  for (const { dbName: table, lines } of models.values()) {
    const columnOf = new Map<string, string>();
    for (const line of lines.filter((line) => !line.startsWith('@@'))) {
      const [, field, type, mark, attributes] = /^(\w+)\s+(\w+)(\?|\[\])?\s*(.*)$/.exec(line) ?? [];
      if (!field || !type || attributes === undefined) throw new Error(`Not understood in the models: ${line}`);
      if (models.has(type)) continue;
      const column = /(?<!@)@map\("(\w+)"\)/.exec(attributes)?.[1] ?? field;
      columnOf.set(field, column);
      const native = /@db\.(\w+)/.exec(attributes)?.[1];
      const kind = native ? NATIVE[native] : (SCALARS[type] ?? enums.get(type)?.dbName);
      if (!kind) throw new Error(`A type this comparison does not know yet: ${line}`);
      schema.columns[`${table}.${column}`] = mark === '[]' ? `_${kind}` : mark === '?' ? `${kind} null` : kind;
      if (/@id\b/.test(attributes)) schema.primaryKeys[table] = column;
      if (/@unique\b/.test(attributes)) schema.uniques.push(`${table} ${column}`);
    }
    for (const line of lines) {
      const [, what, list] = /^@@(id|unique)\(\[([^\]]+)\]/.exec(line) ?? [];
      if (!what || !list) continue;
      const columns = list.split(',').map((field) => columnOf.get(field.trim()) ?? field.trim());
      if (what === 'id') schema.primaryKeys[table] = columns.join(' ');
      else schema.uniques.push([table, ...columns].join(' '));
    }
  }
  return schema;
}

import { defineConfig } from 'prisma/config';

// `prisma generate` insists on a schema engine, which comes from a download host that closed networks do not reach, and
// then never runs it: any existing program satisfies it (docs/decisions/0011).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
});

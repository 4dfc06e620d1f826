import { defineConfig } from 'prisma/config';

// The CLI wants a schema engine binary from its own download host even to generate; any existing executable satisfies it,
// because neither `generate` nor `validate` runs it. Migrations are applied by prisma/migrate.ts. See docs/decisions/0011.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma' });

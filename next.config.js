import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./lib/web/locale.ts');

/** @type {import('next').NextConfig} */
const settings = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Native code, WebAssembly read from disk, and libraries that find their own files: loaded by Node, never bundled.
  serverExternalPackages: [
    '@cedar-policy/cedar-wasm',
    '@lydell/node-pty',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pg',
    'pg-boss',
    'pino',
    'ws',
  ],
};

export default withNextIntl(settings);

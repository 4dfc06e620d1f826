import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./lib/web/locale.ts');

/** @type {import('next').NextConfig} */
const settings = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks the types of the whole project once; a build would do it all again.
  typescript: { ignoreBuildErrors: true },
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

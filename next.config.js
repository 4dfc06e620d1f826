import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./lib/web/locale.ts');

/** @type {import('next').NextConfig} */
const settings = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks the types of the whole project once; a build would do it all again.
  typescript: { ignoreBuildErrors: true },
  // No picture here is resized by the server, so there is no door for it.
  images: { unoptimized: true },
  experimental: {
    // Every body passes the guard before pages and is kept meanwhile; the largest form is far below this.
    proxyClientMaxBodySize: '1mb',
    serverActions: { bodySizeLimit: '256kb' },
  },
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

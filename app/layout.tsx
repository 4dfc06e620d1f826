import '@fontsource-variable/noto-sans-jp';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { readPreferences } from '@/lib/web/preferences';
import { commitMono, instrumentSans } from './fonts';

export const metadata: Metadata = {
  title: { default: 'Postern', template: '%s · Postern' },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f1efe9' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0f0e' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const { locale, theme } = await readPreferences();
  return (
    <html lang={locale} data-theme={theme} className={`${instrumentSans.variable} ${commitMono.variable}`}>
      <body className="flex min-h-dvh flex-col">
        <NextIntlClientProvider>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}

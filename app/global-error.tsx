'use client';

import './globals.css';
import { createTranslator } from 'next-intl';
import { Mark } from '@/components/ui/mark';
import english from '@/lib/web/messages/en/standstill.json';
import japanese from '@/lib/web/messages/ja/standstill.json';
import { commitMono, instrumentSans } from './fonts';

const languages = [
  { lang: 'en', t: createTranslator({ locale: 'en', messages: english }) },
  { lang: 'ja', t: createTranslator({ locale: 'ja', messages: japanese }) },
] as const;

/**
 * The page of last resort, when the outermost layout itself failed: there is no provider, no preference and, where Next sends the copy
 * made at build time, no nonce and therefore no script. So it says everything in both languages, follows the device's theme unless the
 * page before it said otherwise, and its way out is a link to the very address that failed.
 */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  const theme = typeof document === 'undefined' ? 'system' : (document.documentElement.dataset.theme ?? 'system');
  return (
    <html lang="en" data-theme={theme} className={`${instrumentSans.variable} ${commitMono.variable}`}>
      <head>
        <title>Postern</title>
        <meta name="robots" content="noindex" />
      </head>
      <body>
        <main className="mx-auto flex min-h-dvh max-w-[440px] flex-col justify-center gap-7 px-5 py-10">
          <Mark size={32} />
          {languages.map(({ lang, t }) => {
            const Heading = lang === 'en' ? 'h1' : 'h2';
            return (
              <section key={lang} lang={lang}>
                <Heading className="text-dialog font-semibold text-balance">{t('title')}</Heading>
                <p className="mt-1.5 text-body text-pretty text-text-2">{t(error.digest ? 'numbered' : 'text')}</p>
                {error.digest ? (
                  <p className="mt-1.5 font-mono text-mono text-text-2 select-all">{error.digest}</p>
                ) : null}
                <a
                  href="?"
                  className="mt-3 inline-flex h-(--h-ctl) items-center rounded-ctl border border-line-2 bg-raised px-3 text-body font-medium hover:bg-hover"
                >
                  {t('act')}
                </a>
              </section>
            );
          })}
        </main>
      </body>
    </html>
  );
}

import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { webConfig } from '@/lib/web/deps';
import { chooseLanguage } from '../preferences/actions';
import { SignInDoor } from './sign-in-door';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signIn'))('pageTitle') };
}

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { error, to } = await searchParams;
  const config = webConfig();
  return (
    <SignInDoor
      providers={[{ id: 'oidc', name: config.OIDC_NAME }]}
      company={config.COMPANY_NAME || undefined}
      error={typeof error === 'string' ? error : undefined}
      to={typeof to === 'string' ? to : undefined}
      chooseLanguage={chooseLanguage}
    />
  );
}

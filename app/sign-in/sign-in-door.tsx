'use client';

import { signIn } from 'next-auth/react';
import { type Provider, type SignInRefusal, SignInScreen, signInRefusals } from '@/components/sign-in/sign-in-screen';

// What next-auth puts into ?error=, where it is not already one of our own words.
const fromNextAuth: Readonly<Record<string, SignInRefusal>> = {
  OAuthCallback: 'Callback',
  OAuthSignin: 'Configuration',
  SessionRequired: 'Expired',
};

const asRefusal = (error: string): SignInRefusal =>
  signInRefusals.find((refusal) => refusal === error) ?? fromNextAuth[error] ?? 'Other';

/** Only a path of our own: a link to the sign-in page must not send people elsewhere afterwards. */
const asOwnPath = (to: string | undefined) => (to && /^\/(?![/\\])/.test(to) ? to : '/');

/** Ties the sign-in screen to next-auth: a press starts the provider's flow and leaves this page. */
export function SignInDoor({
  providers,
  error,
  to,
  company,
  contact,
  chooseLanguage,
}: {
  providers: readonly Provider[];
  error?: string;
  to?: string;
  company?: string;
  contact?: string;
  chooseLanguage: (locale: string) => Promise<void>;
}) {
  return (
    <SignInScreen
      company={company}
      contact={contact}
      providers={providers}
      refusal={error ? asRefusal(error) : undefined}
      chooseLanguage={chooseLanguage}
      onContinue={async (providerId) => {
        await signIn(providerId, { callbackUrl: asOwnPath(to) });
      }}
    />
  );
}

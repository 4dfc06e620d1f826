'use client';

import { PageError } from '@/components/frame/page-error';

export default function PortalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageError reference={error.digest} reset={reset} />;
}

import type { NextRequest, NextResponse } from 'next/server';
import { guardMutation } from '@/lib/web/guard-mutation';
import { guardPage } from '@/lib/web/guard-page';

/** Next calls this before every page; what it does is the web door's business. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  return (await guardMutation(request)) ?? guardPage(request);
}

export const config = {
  matcher: ['/((?!_next/static/).*)'],
};

import type { NextRequest, NextResponse } from 'next/server';
import { guardPage } from '@/lib/web/guard-page';

/** Next calls this before every page; what it does is the web door's business. */
export function proxy(request: NextRequest): NextResponse {
  return guardPage(request);
}

export const config = {
  matcher: ['/((?!_next/static/).*)'],
};

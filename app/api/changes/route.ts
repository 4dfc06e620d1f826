import { streamChanges } from '@/lib/web/changes';

export const dynamic = 'force-dynamic';

export { streamChanges as GET };

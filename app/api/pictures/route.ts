import { readPictures } from '@/lib/web/pictures';

export const dynamic = 'force-dynamic';

export { readPictures as GET };

import { streamRecording } from '@/lib/web/recording';

export const dynamic = 'force-dynamic';

export { streamRecording as GET };

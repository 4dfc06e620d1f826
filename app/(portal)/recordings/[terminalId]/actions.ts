'use server';

import { recording } from '@/lib/inputs/terminals';
import { verifyRecording } from '@/lib/use-cases/recordings/verify';
import { action } from '@/lib/web/action';

export const check = action(recording, verifyRecording, { name: 'recording.verify' });

'use server';

import * as bastions from '@/lib/inputs/bastions';
import { drainBastion } from '@/lib/use-cases/bastions/drain';
import { stopBastion } from '@/lib/use-cases/bastions/stop';
import { action } from '@/lib/web/action';

export const drain = action(bastions.drain, drainBastion, { name: 'bastion.drain', revalidate: '/bastions' });
export const stop = action(bastions.stop, stopBastion, { name: 'bastion.stop', revalidate: '/bastions' });

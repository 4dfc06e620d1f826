'use server';

import * as requests from '@/lib/inputs/requests';
import { approveRequest } from '@/lib/use-cases/requests/approve';
import { denyRequest } from '@/lib/use-cases/requests/deny';
import { revokeRequest } from '@/lib/use-cases/requests/revoke';
import { action } from '@/lib/web/action';

export const approve = action(requests.approve, approveRequest, { name: 'request.approve', revalidate: '/' });
export const deny = action(requests.deny, denyRequest, { name: 'request.deny', revalidate: '/' });
export const revoke = action(requests.revoke, revokeRequest, { name: 'request.revoke', revalidate: '/' });

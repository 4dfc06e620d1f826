'use server';

import * as audit from '@/lib/inputs/audit';
import { searchAudit } from '@/lib/use-cases/audit/search';
import { verifyChain } from '@/lib/use-cases/audit/verify';
import { action } from '@/lib/web/action';

export const verify = action(audit.verify, verifyChain, { name: 'audit.verify' });
export const loadMore = action(audit.search, searchAudit, { name: 'audit.read' });

'use server';

import * as terminals from '@/lib/inputs/terminals';
import { endTerminal } from '@/lib/use-cases/terminals/end';
import { mintTicket as mintTicketVerb } from '@/lib/use-cases/terminals/mint-ticket';
import { openTerminal } from '@/lib/use-cases/terminals/open';
import { action } from '@/lib/web/action';

export const mintTicket = action(terminals.ticket, mintTicketVerb, { name: 'terminal.ticket' });
export const end = action(terminals.end, endTerminal, { name: 'terminal.end' });
export const openAgain = action(terminals.open, openTerminal, { name: 'terminal.open' });

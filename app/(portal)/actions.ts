'use server';

import * as requests from '@/lib/inputs/requests';
import * as terminals from '@/lib/inputs/terminals';
import { submitRequest } from '@/lib/use-cases/requests/submit';
import { withdrawRequest } from '@/lib/use-cases/requests/withdraw';
import { openTerminal as openTerminalVerb } from '@/lib/use-cases/terminals/open';
import { action } from '@/lib/web/action';

export const submit = action(requests.submit, submitRequest, {
  name: 'request.send',
  revalidate: '/',
  rate: 'request',
});
export const withdraw = action(requests.withdraw, withdrawRequest, { name: 'request.withdraw', revalidate: '/' });
export const openTerminal = action(terminals.open, openTerminalVerb, { name: 'terminal.open', revalidate: '/' });

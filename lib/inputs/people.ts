import { z } from 'zod';
import type { PersonId } from '../domain/ids';
import { id } from './ids';
import { severalLines } from './text';

/** Signing a person out everywhere. */
export const revokeSignIns = z.strictObject({ personId: id<PersonId>(), reason: severalLines(1, 500) });

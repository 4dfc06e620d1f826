import { rehearse } from './testing/rehearsal';
import { rehearseAll } from './testing/rehearse-all';

rehearseAll('an encrypted shell over a bad line', 3000, (seed) => rehearse(seed, { handshake: 'encrypted' }));

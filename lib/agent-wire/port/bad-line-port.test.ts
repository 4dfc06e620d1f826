import { rehearsePort } from '../testing/port-rehearsal';
import { rehearseAll } from '../testing/rehearse-all';

rehearseAll('a port over a bad line', 3500, (seed) => rehearsePort(seed));

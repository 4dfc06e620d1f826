const DOT = '\u2005·\u2005';

/** Facts in one line. Instrument Sans closes up the spaces around a middle dot; quarter-em spaces keep them apart. */
export function dotted(facts: readonly (string | null)[]): string {
  return facts
    .filter((fact) => fact !== null && fact !== '')
    .join(DOT)
    .replaceAll(' · ', DOT);
}

/** Splits a command into arguments as the agent does: quotes and backslashes are honoured, nothing is expanded, no shell is involved. */
export function splitArguments(command: string): string[] {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quote: string | undefined;
  for (let index = 0; index < command.length; index++) {
    const char = command.charAt(index);
    if (quote === "'") {
      if (char === quote) quote = undefined;
      else word += char;
    } else if (char === '\\' && index + 1 < command.length) {
      const next = command.charAt(++index);
      // Inside double quotes a backslash only takes the meaning from these two.
      word += quote === '"' && next !== '"' && next !== '\\' ? `\\${next}` : next;
      inWord = true;
    } else if (quote === '"') {
      if (char === quote) quote = undefined;
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      inWord = true;
    } else if (/\s/.test(char)) {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
    } else {
      word += char;
      inWord = true;
    }
  }
  if (inWord) words.push(word);
  return words;
}

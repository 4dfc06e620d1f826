import { describe, expect, it } from 'vitest';
import { splitArguments } from './split-arguments';

describe('splitArguments', () => {
  it.each([
    ['bash -l', ['bash', '-l']],
    ['  sh  ', ['sh']],
    [`printf '%s' "a b"`, ['printf', '%s', 'a b']],
    ['a\\ b c', ['a b', 'c']],
    [`'it'"'"'s'`, ["it's"]],
    [`"say \\"hi\\" \\n"`, ['say "hi" \\n']],
    [`x ''`, ['x', '']],
    ['echo $HOME; id', ['echo', '$HOME;', 'id']],
    [`'open end`, ['open end']],
    ['', []],
  ])('%s', (command, words) => {
    expect(splitArguments(command)).toEqual(words);
  });
});

/** One instruction with its continuation lines joined; `line` is where it begins, from 1. */
export type Instruction = { line: number; name: string; text: string; stage: number };

/** The instructions of a Dockerfile in order; stages are counted from 0, what comes before the first FROM is in -1. */
export function readDockerfile(text: string): Instruction[] {
  const found: Instruction[] = [];
  let stage = -1;
  let open: Instruction | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(raw)) continue;
    const isContinued = raw.endsWith('\\');
    const part = raw.replace(/\\$/, '').trim();
    if (open) {
      open.text = `${open.text} ${part}`;
    } else {
      const [name = '', ...rest] = part.split(/\s+/);
      if (name === 'FROM') stage += 1;
      open = { line: index + 1, name, text: rest.join(' '), stage };
      found.push(open);
    }
    if (!isContinued) open = null;
  }
  return found;
}

/** What is wrong with a Dockerfile of ours, line by line, each with the rule it breaks. */
export function dockerfileFaults(text: string): string[] {
  const instructions = readDockerfile(text);
  const stages = new Set(
    instructions.flatMap(({ name, text: of }) => (name === 'FROM' ? [/ AS (\S+)$/.exec(of)?.[1] ?? ''] : [])),
  );
  return instructions.flatMap(({ line, name, text: of }) =>
    RULES.flatMap(({ on, breaks, say }) =>
      on.includes(name) && breaks(of, stages) ? [`${line}: ${name} ${say}`] : [],
    ),
  );
}

type Rule = { on: readonly string[]; breaks(text: string, stages: ReadonlySet<string>): boolean; say: string };

const RULES: readonly Rule[] = [
  {
    on: ['FROM'],
    breaks: (text) => !/^\$\{[A-Z]+\}( AS \S+)?$/.test(text),
    say: 'must take its image from a pin',
  },
  {
    on: ['ARG'],
    breaks: (text) => text.includes('='),
    say: 'must have no default: pins.json is the one place',
  },
  {
    on: ['ARG', 'ENV', 'LABEL'],
    breaks: (text) => /(secret|password|token|credential|access_?key)/i.test(text),
    say: 'must hold no secret',
  },
  {
    on: ['RUN'],
    breaks: (text) => /apt-get install/.test(text) && !/--yes --no-install-recommends/.test(text),
    say: 'must install without questions and without recommendations',
  },
  { on: ['RUN'], breaks: (text) => unpinnedPackages(text).length > 0, say: 'must name a version for each package' },
  {
    on: ['RUN'],
    breaks: (text) => /apt-get update/.test(text) && !/rm -rf \/var\/lib\/apt\/lists\/\*/.test(text),
    say: 'must remove the lists of packages in the same layer',
  },
  {
    on: ['RUN'],
    breaks: (text) => /\b(curl|wget)\b(?!=).*https?:/.test(text) && !/sha256sum --check --strict/.test(text),
    say: 'must check what it fetches',
  },
  {
    on: ['RUN'],
    breaks: (text) => /\b(curl|wget)\b[^|&]*\|/.test(text) || /curl .*http:/.test(text) || /--insecure| -k /.test(text),
    say: 'must not run, or trust, what it fetches',
  },
  {
    on: ['RUN'],
    breaks: (text) => /\bnpm (install|i)\b/.test(text) || /\b(apt|apt-get) upgrade\b/.test(text),
    say: 'must install what a lock file says',
  },
  {
    on: ['ADD'],
    breaks: (text) => !/^--checksum=sha256:\S+ https:/.test(text),
    say: 'must be a fetch with a checksum; COPY copies',
  },
  {
    on: ['COPY'],
    breaks: (text, stages) => {
      const from = /--from=(\S+)/.exec(text)?.[1];
      return from !== undefined && !stages.has(from);
    },
    say: 'must copy from a stage of this file',
  },
  { on: ['USER'], breaks: (text) => /^(root|0)(:|$)/.test(text), say: 'must not be root' },
];

function unpinnedPackages(text: string): string[] {
  const [, list = ''] = /apt-get install ([^&]*)/.exec(text) ?? [];
  return list.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-') && !/^[a-z0-9.+-]+=\S+$/.test(word));
}

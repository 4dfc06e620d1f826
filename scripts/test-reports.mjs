// What the runners' JSON reports say, in one shape: how many tests passed and failed, and what each failed one said.
// A log may be cut at its front; so failures are told once more at its end.

/** @typedef {{ passed: number, failed: number, failures: { test: string, said: string }[] }} Summary */

const LINES_OF_A_FAILURE = 14;

/**
 * Reads the report of `vitest --reporter=json`; paths are told relative to `root`, which ends in a separator.
 * @returns {Summary}
 */
export function readVitestReport(report, root) {
  const failures = report.testResults.flatMap((file) => {
    const name = file.name.replace(root, '');
    const tests = file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({ test: `${name} › ${fullName}`, said: failureMessages.join('\n') }));
    // A file that breaks before its first test, or after its last one, names no test.
    return tests.length === 0 && file.status === 'failed' ? [{ test: name, said: file.message }] : tests;
  });
  return { passed: report.numPassedTests, failed: report.numFailedTests, failures };
}

/**
 * Reads the report of Playwright's JSON reporter. A test that passed at a second try has failed.
 * @returns {Summary}
 */
export function readPlaywrightReport({ stats, suites, errors }) {
  const specs = suites.flatMap(function inside({ specs = [], suites = [] }) {
    return [...specs, ...suites.flatMap(inside)];
  });
  const failures = specs
    .filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
    .map(({ file, line, title, tests }) => ({
      test: `${file}:${line} › ${title}`,
      said: tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(said))).join('\n'),
    }));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    // Errors outside tests: a set-up that failed, a file that cannot be read.
    failures: [...failures, ...errors.map((error) => ({ test: 'outside every test', said: said(error) }))],
  };
}

const said = ({ message, value }) => message ?? value ?? '';

/** One failure as the end of the log shows it: the test, then the first lines of what it said, without colours. */
export function describeFailure(stage, { test, said }) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the runners colour their messages
  const lines = said.replaceAll(/\u001b\[[\d;]*m/g, '').split('\n');
  const shown = lines.slice(0, LINES_OF_A_FAILURE);
  if (lines.length > shown.length) shown.push(`… and ${lines.length - shown.length} lines more above`);
  return [`✕ ${stage}: ${test}`, ...shown.map((line) => `    ${line}`)].join('\n');
}

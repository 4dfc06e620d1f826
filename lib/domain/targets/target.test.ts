import { describe, expect, it } from 'vitest';
import { onlyCommand, ownDocument, SHELL_DOCUMENT } from './target';

describe('onlyCommand', () => {
  it('tells what a target runs whose document runs one command', () => {
    const parameters = { command: ['df -h /'] };
    expect(onlyCommand({ document: 'AWS-StartNonInteractiveCommand', parameters })).toBe('df -h /');
    expect(onlyCommand({ document: 'AWS-StartInteractiveCommand', parameters })).toBe('df -h /');
  });

  it('is null for a shell, for a document that may do anything, and for one without its command', () => {
    expect(onlyCommand({ document: null, parameters: {} })).toBeNull();
    expect(onlyCommand({ document: 'SSM-SessionManagerRunShell', parameters: {} })).toBeNull();
    expect(onlyCommand({ document: 'Kestrel-RestartWorker', parameters: { command: ['x'] } })).toBeNull();
    expect(onlyCommand({ document: 'AWS-StartNonInteractiveCommand', parameters: {} })).toBeNull();
  });
});

describe('ownDocument', () => {
  it('tells a document of the account with all it is given', () => {
    const parameters = { worker: ['batch-3'], mode: ['hard', 'now'] };
    expect(ownDocument({ document: 'Kestrel-RestartWorker', parameters })).toBe(
      'Kestrel-RestartWorker worker=batch-3 mode=hard,now',
    );
  });

  it('is null where nothing is hidden: a shell, or a command told in full', () => {
    expect(ownDocument({ document: null, parameters: {} })).toBeNull();
    expect(ownDocument({ document: SHELL_DOCUMENT, parameters: {} })).toBeNull();
    expect(ownDocument({ document: 'AWS-StartInteractiveCommand', parameters: { command: ['top'] } })).toBeNull();
  });
});

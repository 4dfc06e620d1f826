import { describe, expect, it } from 'vitest';
import { onlyCommand } from './target';

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

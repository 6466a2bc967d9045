import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { seeProcess, stillRuns } from './process-identity';

describe.each([process.platform, 'darwin' as const])('a process, as %s shows it', (platform) => {
  it('has the same start time whenever it is asked, and its command', async () => {
    const child = spawn('sleep', ['61.5']);
    const pid = child.pid ?? 0;
    try {
      const seen = await seeProcess(pid, platform);
      expect(seen).toMatchObject({ pid, command: 'sleep 61.5' });
      expect(seen?.startTime).toMatch(/\d/);
      expect(await seeProcess(pid, platform)).toEqual(seen);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(await seeProcess(pid, platform)).toBeNull();
  });

  it('is not seen where nobody can tell', async () => {
    expect(await seeProcess(process.pid, 'win32')).toBeNull();
  });
});

describe('that very process', () => {
  it('runs as long as the start time is its own', async () => {
    const seen = await seeProcess(process.pid);
    expect(seen).not.toBeNull();
    expect(await stillRuns({ pid: process.pid, startTime: seen?.startTime ?? '' })).toBe(true);
    expect(await stillRuns({ pid: process.pid, startTime: `${seen?.startTime}1` })).toBe(false);
  });
});

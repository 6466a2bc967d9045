import { createTerminalLog } from './terminal-log';

function shown(chunks: string[], colours = false): string {
  let text = '';
  const log = createTerminalLog((piece) => (text += piece), { colours, elapsedSeconds: () => 12.9 });
  chunks.forEach((chunk) => log.push(chunk));
  log.end();
  return text;
}

describe("k6's log in a terminal", () => {
  it('looks as k6 prints it there', () => {
    const line = String.raw`time="2026-11-23T03:00:14Z" level=warning msg="Request Failed" error="Get \"http://x/\": refused"`;
    expect(shown([`${line}\n`])).toBe(
      `WARN[0012] Request Failed                                error="Get \\"http://x/\\": refused"\u001b[0K\n`
    );
    expect(shown([`${line}\n`], true)).toContain('\u001b[33mWARN\u001b[0m[0012]');
  });

  it('puts lines together, breaks stacks into lines, and passes on what it does not know', () => {
    const line = String.raw`time="t" level=error msg="Error: boom\n\tat default (file:///a.js:1:1(1))\n" executor=a source=stacktrace`;
    expect(shown([line.slice(0, 30), line.slice(30), '\nplain']).split('\u001b[0K\n')).toEqual([
      'ERRO[0012] Error: boom',
      '\tat default (file:///a.js:1:1(1))  executor=a source=stacktrace',
      'plain',
      '',
    ]);
  });
});

import type { CliContext } from './context';
import type { Connection } from './settings';

/** What the monitor tells; `data` is JSON that nobody has read yet. */
export interface MonitorEvent {
  readonly name: string;
  readonly data: unknown;
}

/** The monitor does not let us listen: it knows no such route, refuses the key, or has too many listeners. */
export class NotListenedError extends Error {
  override readonly name = 'NotListenedError';
}

/** A stream that says nothing for longer has died on the way; the monitor gives a sign of life every 15 s. In ms. */
const silentAfterMs = 45_000;
/** Events are short; whatever never ends its line is no event. */
const longestBlock = 256 * 1024;

/**
 * The monitor's events (server-sent, HTML standard 9.2) until the connection ends or `signal` is aborted.
 *
 * @throws NotListenedError where it answers anything else; any error of a connection that breaks.
 */
export async function* monitorEvents(
  { url, key }: Pick<Connection, 'url' | 'key'>,
  { fetch }: Pick<CliContext, 'fetch'>,
  signal: AbortSignal
): AsyncGenerator<MonitorEvent> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silentAfterMs);
  try {
    const response = await fetch(`${url}/api/v1/events`, {
      headers: { accept: 'text/event-stream', ...(key !== null && { authorization: `Bearer ${key}` }) },
      redirect: 'manual',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw new NotListenedError(`the monitor answered ${response.status}`);
    }
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silentAfterMs);
      const blocks = `${text}${decoder.decode(chunk, { stream: true })}`.replaceAll('\r\n', '\n').split('\n\n');
      text = blocks.pop() ?? '';
      if (text.length > longestBlock) {
        throw new NotListenedError('the monitor sends no events');
      }
      yield* blocks.flatMap(eventOf);
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

function eventOf(block: string): MonitorEvent[] {
  const fields = (name: string): string[] =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  const data = fields('data').join('\n');
  if (data === '') {
    return [];
  }
  try {
    return [{ name: fields('event').at(-1) ?? 'message', data: JSON.parse(data) as unknown }];
  } catch {
    return [];
  }
}

import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { listen } from './listen';

/** A request as it came to the sidecar. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Stands before a real sidecar: sees what is asked of it, and can be silent or gone. */
export interface WatchedSidecar {
  readonly url: string;
  /** All since the last call. */
  seen(): readonly SeenRequest[];
  /**
   * `silent` takes requests and answers nothing; `gone` hangs up on everybody; `redirecting` sends them elsewhere;
   * `refusing` lets the sidecar refuse the key; `busy` puts them off.
   */
  be(mode: 'through' | 'silent' | 'gone' | 'redirecting' | 'refusing' | 'busy'): void;
  stop(): Promise<void>;
}

export async function watchSidecar(sidecarUrl: string): Promise<WatchedSidecar> {
  let requests: SeenRequest[] = [];
  let mode: Parameters<WatchedSidecar['be']>[0] = 'through';
  const server = createServer((asked, reply) => {
    const { method = '', url = '', headers } = asked;
    requests.push({ method, url, headers });
    if (mode === 'gone') {
      asked.socket.destroy();
    } else if (mode === 'redirecting') {
      reply.writeHead(302, { location: `${sidecarUrl}/elsewhere` }).end();
    } else if (mode === 'busy') {
      reply.writeHead(429, { 'retry-after': '7', 'content-type': 'application/problem+json' }).end('{"status":429}');
    } else if (mode !== 'silent') {
      const sent = mode === 'refusing' ? { ...headers, authorization: 'Bearer of-another-sidecar' } : headers;
      const onwards = request(`${sidecarUrl}${url}`, { method, headers: sent }, (answer) => {
        reply.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'set-cookie': 'sidecar=own' });
        answer.pipe(reply);
      });
      onwards.on('error', () => asked.socket.destroy());
      asked.pipe(onwards);
    }
  });
  const { url, stop } = await listen(server);
  return {
    url,
    seen() {
      const all = requests;
      requests = [];
      return all;
    },
    be: (next) => void (mode = next),
    stop,
  };
}

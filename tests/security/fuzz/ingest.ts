import { gzipSync } from 'node:zlib';
import { keyOfScope, openWholeSidecar } from '../../../backend/src/testing/whole-sidecar';
import { createDraw, mutated } from './mutate';
import { fuzz, type FuzzOptions, type FuzzOutcome } from './outcome';
import { realBodies } from './parsers';

const urls = ['/write?db=k6', '/write?precision=s', '/api/v2/write?bucket=k6', '/api/v2/write?precision=us'] as const;
const hangMs = 30_000;

/** Sends broken bodies to a whole sidecar on the embedded store; what comes back is a success or a refusal of the client. */
export async function fuzzIngest(options: FuzzOptions): Promise<FuzzOutcome> {
  const inputs = realBodies();
  const limits = { requestsPerMinute: 10_000_000 };
  const sidecar = await openWholeSidecar({ http: { limits } });
  try {
    const url = await sidecar.app.listen({ host: '127.0.0.1', port: 0 });
    const about = {
      target: 'samples over HTTP',
      tried: 'bodies of k6 with bits, ends and parts changed, plain and as gzip',
    };
    return await fuzz(options, about, async (seed) => {
      const draw = createDraw(seed);
      const plain = mutated(draw, inputs);
      const kind = draw.below(4);
      // Also gzip that is broken itself.
      const body = kind === 0 ? gzipSync(plain) : kind === 1 ? mutated(draw, [gzipSync(plain)]) : plain;
      const { status } = await fetch(url + draw.one(urls), {
        method: 'POST',
        body,
        headers: { ...keyOfScope('ingest'), ...(kind < 2 && { 'content-encoding': 'gzip' }) },
        signal: AbortSignal.timeout(hangMs),
      });
      const logged = sidecar.logged();
      return status === 204 || (status >= 400 && status < 500 && logged === '') ? null : `${status} ${logged}`;
    });
  } finally {
    await sidecar.close();
  }
}

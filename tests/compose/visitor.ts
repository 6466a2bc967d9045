import type { Schemas } from '../../src/api/request';
import { waitUntil } from '../stack/wait-until';

type Results = { readonly results: ReadonlyArray<Schemas['BannerResult']> };

/** An admin in front of the demo's admin site: sees what the site's own pages fetch. */
export interface Visitor {
  logIn(): Promise<void>;
  /** A button of the overview: break, slow or repair. */
  press(step: 'break' | 'slow' | 'repair'): Promise<void>;
  /** Null where the site does not say: nobody is logged in, or the sidecar does not answer. */
  banner(): Promise<Schemas['Banner'] | null>;
  results(): Promise<ReadonlyArray<Schemas['BannerResult']>>;
  /** The newest result once it is another one than before, and has the parts that follow a verdict. */
  next(before: string | null, isDone?: (result: Schemas['BannerResult']) => boolean): Promise<Schemas['BannerResult']>;
}

export function visitorOf(port: number): Visitor {
  const site = `http://127.0.0.1:${port}`;
  let cookie = '';
  const get = (path: string) => fetch(`${site}${path}`, { headers: { cookie }, signal: AbortSignal.timeout(10_000) });
  const post = (path: string, body: string) =>
    fetch(`${site}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
  const results = async () => {
    const answer = await get('/admin/load-test-banner/results');
    return answer.ok ? ((await answer.json()) as Results).results : [];
  };
  return {
    async logIn() {
      const answer = await post('/login', 'name=Ada');
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    async press(step) {
      const { status } = await post('/admin/demo', `step=${step}`);
      if (status !== 303) {
        throw new Error(`the button ${step} answered ${status}`);
      }
    },
    async banner() {
      const answer = await get('/admin/load-test-banner');
      return answer.ok ? ((await answer.json()) as Schemas['Banner']) : null;
    },
    results,
    next: (before, isDone = () => true) =>
      waitUntil(
        `another result than ${before ?? 'none'}`,
        async () => (await results()).slice(0, 1).find((newest) => newest.runId !== before && isDone(newest)),
        { withinMs: 120_000 }
      ),
  };
}

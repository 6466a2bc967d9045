import { pino } from 'pino';
import { createBannerSource, type BannerSource } from '../../../banner';
import type { Database } from '../../../db';
import type { HttpOptions } from '../../../http';
import { type MetricsStore, MetricsStoreError } from '../../../model/figures';
import type { LoadTest } from '../../../model/load-test';
import { noProgress } from '../../../testing/progress';
import { testHttp, type TestHttp } from '../../../testing/http-app';
import { pageRoutes, type PageRoutesOptions } from '..';
import { checkout, now, search } from './records';

export interface PagesApp extends TestHttp {
  readonly banner: BannerSource;
}

/** The metric store of most tests: what is shown was kept when the run was judged. */
const silentStore: Pick<MetricsStore, 'series'> = {
  series: () => Promise.reject(new MetricsStoreError('the store is away', true)),
};

/** The pages on these records, with a key per scope and a clock of the caller's. */
export async function openPages(
  db: Database,
  options: Partial<
    Pick<PageRoutesOptions, 'config' | 'now' | 'store' | 'progress' | 'inGrafana' | 'scriptProblemOf'>
  > & {
    readonly http?: Partial<HttpOptions>;
    readonly tests?: readonly LoadTest[];
  } = {}
): Promise<PagesApp> {
  const tests = new Map((options.tests ?? [checkout, search]).map((test) => [test.name, test]));
  const clock = options.now ?? (() => now);
  const banner = createBannerSource({
    db,
    now: clock,
    catalogue: () => ({ tests }),
    runUrl: () => null,
    diagnosisDeadlineSeconds: 60,
    logger: pino({ level: 'silent' }),
  });
  const http = await testHttp({ now: () => clock().getTime(), ...options.http });
  await http.app.register(pageRoutes, {
    db,
    now: clock,
    catalogue: () => ({ tests }),
    banner,
    store: options.store ?? silentStore,
    progress: options.progress ?? noProgress,
    inGrafana: options.inGrafana ?? (() => null),
    scriptProblemOf: options.scriptProblemOf ?? (() => null),
    config: options.config ?? { loopback: true, publicUrl: null, trustedProxies: [] },
    version: '1.2.3',
  });
  await banner.refresh();
  return { ...http, banner };
}

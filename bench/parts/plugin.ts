import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { openEmbedded } from '../../backend/src/db/database';
import { inTransaction } from '../../backend/src/db';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { storeJudgedRun } from '../../backend/src/testing/run-rows';
import { builtElements } from '../../tests/admin/site';
import { provideChromium } from '../../tests/parts/chromium';
import { openPage, settingsFor, startHost } from '../../tests/plugin/host';
import { builtPlugin } from '../../tests/plugin/host/plugin-build';
import { writeCatalogue } from '../../tests/stack/catalogue';
import { closingAll, measurePart, type Scale } from '../lib/part';
import { atMost, stated, type Row } from '../lib/report';
import { median, quantile } from '../lib/rounds';
import { pathOf } from '../lib/servers';
import { benchFolder, startBenchSidecar } from '../lib/sidecar';

/** What a browser loads, with gzip, and how long until somebody sees the first run. */
async function plugin(scale: Scale): Promise<readonly Row[]> {
  scale.tell('building the plugin and the elements, where they are not built');
  const [dist, elements] = [await builtPlugin(), await builtElements()];
  const scripts = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.js'));
  const pages = scripts.filter((file) => !file.startsWith('panels/'));
  const panels = scripts.filter((file) => file.startsWith('panels/'));
  return [
    atMost(40, { name: 'plugin: module.js with gzip', value: await kilobytes(dist, ['module.js']), unit: 'kB' }),
    atMost(300, {
      name: 'plugin: scripts of all pages with gzip',
      value: await kilobytes(dist, pages),
      unit: 'kB',
      figures: { 'panels, kB': await kilobytes(dist, panels) },
    }),
    atMost(8, { name: 'embed.js with gzip', value: await kilobytes(elements, ['embed.js']), unit: 'kB' }),
    await firstRow(scale),
  ];
}

/** Of 1000 bytes. */
async function kilobytes(folder: string, files: readonly string[]): Promise<number> {
  const contents = await Promise.all(files.map((file) => readFile(path.join(folder, file))));
  return contents.reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0) / 1000;
}

function firstRow(scale: Scale): Promise<Row> {
  const runs = scale.pick(5000, 200);
  return closingAll(async (closing) => {
    const folder = await benchFolder('plugin');
    closing(() => folder.remove());
    scale.tell(`storing ${runs} runs`);
    await storeRuns(folder.path, runs);
    const catalogue = await writeCatalogue([]);
    closing(() => catalogue.remove());
    const sidecar = await startBenchSidecar({ catalogueFile: catalogue.file, dataDir: folder.path });
    closing(() => sidecar.stop());
    process.env.CHROMIUM_BIN = pathOf(await provideChromium(scale.tell));
    const host = await startHost({ settings: settingsFor(sidecar) });
    closing(() => host.close());
    const times: number[] = [];
    // The first one fills what servers keep in memory.
    for (let round = 0; round <= scale.pick(10, 1); round += 1) {
      scale.tell(`opening the results, round ${round}`);
      const began = performance.now();
      const page = await openPage(host, '/a/blueclerk-loadtest-app/results', { role: 'Viewer' });
      await page.getByRole('cell', { name: `history-${runs - 1}` }).waitFor();
      times.push(performance.now() - began);
      await page.context().close();
    }
    return stated({
      name: `plugin: time to the first row with ${runs} runs, empty browser cache`,
      value: (median(times.slice(1)) ?? NaN) / 1000,
      unit: 's',
      figures: { 'slowest, s': (quantile(times.slice(1), 1) ?? NaN) / 1000 },
    });
  });
}

async function storeRuns(dataDir: string, count: number): Promise<void> {
  await putEmptyRecords(dataDir);
  const { db, close } = await openEmbedded(dataDir);
  await inTransaction(db, 'fill', async (tx) => {
    for (let index = 0; index < count; index += 1) {
      const startedAt = new Date(Date.parse('2026-11-20T00:00:00.000Z') + index * 60_000);
      await storeJudgedRun(tx, { test: `history-${index}`, announcedAt: startedAt, startedAt, durationSeconds: 50 });
    }
  });
  await close();
}

measurePart(plugin);

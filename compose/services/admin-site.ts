import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { startDemoAdminSite } from '../../demo/admin-site';
import { sidecarApi } from '../../demo/sidecar-api';
import type { ShopMode } from '../../demo/shop';
import { readEnvironment, say, start } from '../environment';
import { everywhere, secretFile, untilStopped } from './container';

/** An admin site with the banner on every page, and buttons to see it come and go. */
async function main(): Promise<void> {
  const { SIDECAR_URL, SIDECAR_BANNER_KEY_FILE, SIDECAR_OPERATE_KEY_FILE, SHOP_URL } = readEnvironment(
    z.object({
      SIDECAR_URL: z.url(),
      SIDECAR_BANNER_KEY_FILE: secretFile,
      SIDECAR_OPERATE_KEY_FILE: secretFile,
      SHOP_URL: z.url(),
    })
  );

  const api = sidecarApi(SIDECAR_URL, SIDECAR_OPERATE_KEY_FILE);
  const checkout = (mode: ShopMode) => async () => {
    await fetch(new URL('/mode', SHOP_URL), { method: 'PUT', body: mode, signal: AbortSignal.timeout(5_000) });
    await api.runNow('checkout');
  };

  const site = await startDemoAdminSite({
    sidecarUrl: SIDECAR_URL,
    bannerKey: SIDECAR_BANNER_KEY_FILE,
    embed: await readFile(join(__dirname, 'embed.js'), 'utf8'),
    host: everywhere,
    port: 3000,
    steps: [
      { id: 'break', label: 'Break the checkout and run its load test', take: checkout('brokenCheckout') },
      { id: 'slow', label: 'Make the start slow and run its load test', take: checkout('slowStart') },
      { id: 'repair', label: 'Repair it and run its load test', take: checkout('healthy') },
    ],
  });
  say('The admin site answers on port 3000');
  untilStopped(() => site.close());
}

start(main);

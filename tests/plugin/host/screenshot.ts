import path from 'node:path';
import type { Page } from 'playwright-core';
import { repository } from './once';

/** The whole page as `artifacts/plugin/<name>-<theme>-<width>.png`, once its fonts and pictures are there. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('load');
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  const theme = await page.evaluate<string>('window.__host.theme');
  const width = page.viewportSize()?.width ?? 0;
  await page.screenshot({
    path: path.join(repository, 'artifacts/plugin', `${name}-${theme}-${width}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}

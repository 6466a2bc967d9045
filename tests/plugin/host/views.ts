import path from 'node:path';
import type { Page } from 'playwright-core';
import { expectNoAccessibilityViolations } from './accessibility';
import { repository } from './once';
import type { Theme } from './session';

/** How somebody looks at a page; the width is the window's, in px. */
export interface View {
  readonly theme: Theme;
  readonly width: number;
}

/** Each theme and each width; `npm run test:full` also looks at the narrow light one and the wide dark one. */
const everyView: readonly View[] = [
  { theme: 'light', width: 1280 },
  ...(process.env.TEST_FULL === 'true'
    ? ([
        { theme: 'light', width: 400 },
        { theme: 'dark', width: 1280 },
      ] as const)
    : []),
  { theme: 'dark', width: 400 },
];

/** What a page is not asked for; each needs its reason beside it. */
export interface Exceptions {
  /** Ids of axe-core's rules. */
  readonly rules?: readonly string[];
  readonly sidewaysScroll?: boolean;
}

/**
 * Looks at the page as it is now in both themes, on a wide and on a narrow window, without loading it again: takes a
 * screenshot of each (`screenshot`) and fails with every violation of axe-core's rules, and where the narrow page
 * scrolls sideways.
 *
 * @param name of the page and its state, such as `results-empty`.
 */
export async function expectGoodInEveryView(page: Page, name: string, except: Exceptions = {}): Promise<void> {
  for (const view of everyView) {
    await setView(page, view);
    await screenshot(page, name);
    await expectNoAccessibilityViolations(page, except.rules);
    if (except.sidewaysScroll !== true) {
      await expectNoSidewaysScroll(page);
    }
  }
}

/** Changes theme and width of an open page, as when the user does. */
export async function setView(page: Page, { theme, width }: View): Promise<void> {
  await page.setViewportSize({ width, height: page.viewportSize()?.height ?? 900 });
  await page.evaluate(`window.__setTheme('${theme}')`);
  await page.locator(`body.theme-${theme}`).waitFor();
}

/** The whole page as `artifacts/plugin/<name>-<theme>-<width>.png`, once its fonts are there. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  const theme = await page.evaluate<Theme>(`document.body.classList.contains('theme-light') ? 'light' : 'dark'`);
  await page.screenshot({
    path: path.join(repository, 'artifacts/plugin', `${name}-${theme}-${page.viewportSize()?.width ?? 0}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}

/** A table may scroll within itself, the page may not. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate<readonly string[]>(`
    [...document.querySelectorAll('main *')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 120))`);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect({ width, beyond: width > (page.viewportSize()?.width ?? 0) ? beyond : [] }).toEqual({
    width: page.viewportSize()?.width,
    beyond: [],
  });
}

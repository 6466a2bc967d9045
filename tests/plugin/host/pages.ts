import type { ConsoleMessage, Page } from 'playwright-core';
import { describeWith } from '../../../backend/src/testing/real-parts';
import type { Host } from './host';
import { sessionCookie, type Session } from './session';

export interface PageOptions extends Partial<Session> {
  /** Of the window, in px. Default: 1280. */
  readonly width?: number;
  readonly height?: number;
  /** Statuses other than 2xx that this test provokes; the browser reports them as errors, which then do not count. */
  readonly expectedStatuses?: readonly number[];
  /** Run in the page before its own ones. */
  readonly script?: string;
}

/** Pages of the test under way, with what went wrong on them. */
const opened = new Map<Page, string[]>();

/**
 * `describe` where Chromium is at hand, else skipped by name. After each test its pages are closed, and the test fails
 * with what they wrote to the console as errors, and with what was thrown and not caught.
 */
export function describeInBrowser(title: string, body: () => void): void {
  describeWith(['CHROMIUM_BIN'], title, () => {
    afterEach(closePages);
    body();
  });
}

/** Opens a path of Grafana, such as `/a/blueclerk-loadtest-app/results`, as a user of its own. Default: an admin, dark. */
export async function openPage(host: Host, path: string, options: PageOptions = {}): Promise<Page> {
  const { width = 1280, height = 900, expectedStatuses = [], script, ...session } = options;
  const context = await host.browser.newContext({
    viewport: { width, height },
    timezoneId: 'UTC',
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  // For a busy machine; a test waits no longer than it must.
  context.setDefaultTimeout(90_000);
  await context.addCookies([{ ...sessionCookie(session), url: host.url }]);
  if (script !== undefined) {
    await context.addInitScript(script);
  }
  const page = await context.newPage();
  const problems: string[] = [];
  opened.set(page, problems);
  page.on('pageerror', (error) => problems.push(`not caught: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message, expectedStatuses)) {
      problems.push(`console.error: ${message.text()} (${message.location().url})`);
    }
  });
  await page.goto(`${host.url}${path}`, { waitUntil: 'commit' });
  return page;
}

/** What went wrong on a page so far; looked at, it no longer fails the test. */
export function takeProblems(page: Page): readonly string[] {
  return opened.get(page)?.splice(0) ?? [];
}

function isExpected(message: ConsoleMessage, statuses: readonly number[]): boolean {
  const status = /^Failed to load resource: the server responded with a status of (\d+)/.exec(message.text())?.[1];
  return status !== undefined && statuses.includes(Number(status));
}

async function closePages(): Promise<void> {
  const pages = [...opened];
  opened.clear();
  await Promise.all(pages.map(([page]) => page.context().close()));
  expect(pages.flatMap(([, problems]) => problems)).toEqual([]);
}

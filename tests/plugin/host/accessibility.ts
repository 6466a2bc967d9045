import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }>;
}

/** Fails with every violation of axe-core's rules on the page as it is now, and the elements that break them. */
export async function expectNoAccessibilityViolations(page: Page, exceptRules: readonly string[] = []): Promise<void> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) {
    await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  }
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`
  );
  expect(
    violations
      .filter(({ id }) => !exceptRules.includes(id))
      .map(({ id, help, nodes }) => ({
        rule: `${id}: ${help}`,
        elements: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`),
      }))
  ).toEqual([]);
}

import type { Page } from 'playwright-core';

/** What a plugin gave to Grafana's PanelRenderer (page/panel-renderer.tsx). Times are epoch ms. */
export interface ShownPanel {
  readonly pluginId: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly timeZone?: string;
  readonly options?: unknown;
  readonly fieldConfig?: unknown;
  readonly state?: string;
  /** Whether it is told when somebody zooms. */
  readonly canZoom: boolean;
  readonly timeRange?: { readonly from: number; readonly to: number };
  readonly frames: ReadonlyArray<{
    readonly name?: string;
    readonly refId?: string;
    readonly rows: number;
    readonly fields: ReadonlyArray<{
      readonly name: string;
      readonly type: string;
      readonly unit?: string;
      readonly displayName?: string;
      readonly rows: number;
    }>;
  }>;
  /** One per annotation, with the columns of its frame: time, timeEnd, isRegion, color, text, tags. */
  readonly annotations: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** Waits for the panel with this title. */
export async function shownPanel(page: Page, title: string): Promise<ShownPanel> {
  const text = await page.getByTestId(`panel-${title}`).textContent();
  return JSON.parse(text ?? 'null') as ShownPanel;
}

/** Calls of reportInteraction, oldest first. */
export function interactions(
  page: Page
): Promise<ReadonlyArray<{ readonly name: string; readonly properties: unknown }>> {
  return page.evaluate('window.__interactions');
}

/** Pop-ups that Grafana would have shown, oldest first; severity as in AppEvents: `alert-error`. */
export function alerts(page: Page): Promise<ReadonlyArray<{ readonly severity: string; readonly texts: unknown }>> {
  return page.evaluate('window.__alerts');
}

/**
 * Two custom elements for an admin site. Importing this defines them; on a server it does nothing.
 */
import { LoadTestBanner } from './banner-element';
import { LoadTestResults } from './results-element';

export type { Banner, BannerIncident, BannerResult } from './contract';
export type { Texts } from './texts';
export { LoadTestBanner, LoadTestResults };

declare global {
  interface HTMLElementTagNameMap {
    'load-test-banner': LoadTestBanner;
    'load-test-results': LoadTestResults;
  }
}

function define(name: string, element: CustomElementConstructor): void {
  // A page may load this file twice.
  if (customElements.get(name) === undefined) {
    customElements.define(name, element);
  }
}

if (typeof customElements !== 'undefined') {
  define('load-test-banner', LoadTestBanner);
  define('load-test-results', LoadTestResults);
}

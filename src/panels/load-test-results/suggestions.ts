import {
  type DataFrame,
  type PanelDataSummary,
  type VisualizationSuggestion,
  VisualizationSuggestionScore,
  type VisualizationSuggestionsBuilder,
  type VisualizationSuggestionsSupplier,
} from '@grafana/data';
import type { PanelOptions } from './options';
import pluginJson from './plugin.json';
import { isResultsFrame } from './rows';

type Suggestion = VisualizationSuggestion<PanelOptions>;

function suggest({ rawFrames = [] }: PanelDataSummary): Suggestion[] | undefined {
  return rawFrames.some(isResultsFrame) ? [{ score: VisualizationSuggestionScore.Best }] : undefined;
}

/** Offers the panel for results of load tests, and for nothing else. */
export const suggestionsSupplier = Object.assign(suggest satisfies VisualizationSuggestionsSupplier<PanelOptions>, {
  // Grafana 12 asks by this method.
  getSuggestionsForData(builder: Builder): void {
    const frames = builder.dataSummary?.rawFrames ?? builder.data?.series ?? [];
    if (frames.some(isResultsFrame)) {
      const { name, id: pluginId } = pluginJson;
      builder.getListAppender({ name, pluginId, options: {} }).append({ score: VisualizationSuggestionScore.Best });
    }
  },
});

/** Of the releases of Grafana 12, which hand over the frames in one of two ways. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- it is what Grafana 12 has
interface Builder extends Pick<VisualizationSuggestionsBuilder, 'getListAppender'> {
  readonly dataSummary?: Pick<PanelDataSummary, 'rawFrames'>;
  readonly data?: { readonly series: readonly DataFrame[] };
}

import React, { lazy, Suspense } from 'react';
import { FieldConfigProperty, PanelPlugin, type PanelProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { loadTranslations, t } from '../../translations';
import { runColumns, type RunField } from '../../components/runColumns';
import { LoadTestResultsPanel } from './LoadTestResultsPanel';
import { defaultOptions, type PanelOptions } from './options';
import pluginJson from './plugin.json';
import { suggestionsSupplier } from './suggestions';

// At once, because Grafana asks for the options before it draws the panel.
const translated = loadTranslations(pluginJson.id);

// Waits for the texts only. No import() here: chunks lie where the app is, and would be looked for beside this panel.
const TranslatedPanel = lazy(async () => {
  await translated;
  return { default: LoadTestResultsPanel };
});

function Panel(props: PanelProps<PanelOptions>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="" />}>
      <TranslatedPanel {...props} />
    </Suspense>
  );
}

export const plugin = new PanelPlugin<PanelOptions>(Panel)
  .setDataSupport({ annotations: true, alertStates: false })
  .useFieldConfig({
    // The panel's colours are those of the verdict.
    disableStandardOptions: [
      FieldConfigProperty.Min,
      FieldConfigProperty.Max,
      FieldConfigProperty.FieldMinMax,
      FieldConfigProperty.Color,
      FieldConfigProperty.Thresholds,
      FieldConfigProperty.Actions,
      FieldConfigProperty.Filterable,
    ],
  })
  .setPanelOptions((builder) =>
    builder
      .addRadio({
        path: 'show',
        name: t('panel-options.show', 'Runs'),
        defaultValue: defaultOptions.show,
        settings: {
          options: [
            { value: 'list', label: t('panel-options.list', 'All') },
            {
              value: 'latest',
              label: t('panel-options.latest', 'Latest per load test'),
              description: t('panel-options.latest-help', 'The newest run of each load test in each environment'),
            },
          ],
        },
      })
      .addMultiSelect<RunField, { options: Array<{ value: RunField; label: string }> }>({
        path: 'columns',
        name: t('panel-options.columns', 'Columns'),
        description: t('panel-options.columns-help', 'None chosen: every column that the data has'),
        settings: { options: runColumns('panel').map(({ field, head }) => ({ value: field, label: head })) },
      })
      .addBooleanSwitch({
        path: 'compact',
        name: t('panel-options.compact', 'Compact'),
        description: t('panel-options.compact-help', 'Two lines per run instead of a table'),
        defaultValue: defaultOptions.compact,
      })
  )
  .setSuggestionsSupplier(suggestionsSupplier);

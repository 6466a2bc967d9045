import React, { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { dateTimeFormat } from '@grafana/data';
import { Button, Combobox, type ComboboxOption, Field, Stack, Text } from '@grafana/ui';
import type { RunDetailRecord } from '../../api/runDetail';
import type { RunRecord } from '../../api/runRecord';
import { verdictText } from '../../components/Verdict';
import { t } from '../../translations';
import { noFilters } from '../LoadTestResults/filters';
import { runPageQuery } from '../LoadTestResults/queries';

interface Chosen {
  /** Empty: none. */
  readonly id: string;
  /** Undefined while nothing is known of it. */
  readonly detail: RunDetailRecord | undefined;
}

interface Props {
  /** Whose runs there are to choose from; null: of all. */
  readonly test: string | null;
  readonly base: Chosen;
  readonly run: Chosen;
  readonly choose: (chosen: { readonly base?: string; readonly run?: string }) => void;
}

/** Which two runs; the newest judged ones are listed, any other one is entered by its id. */
export function RunPickers({ test, base, run, choose }: Props) {
  const runs = useQuery(runPageQuery({ ...noFilters, tests: test === null ? [] : [test] }));
  const options = useMemo(
    () => (runs.data?.runs ?? []).filter(({ verdict }) => verdict !== null).map((listed) => optionOf(listed, test)),
    [runs.data, test]
  );
  return (
    <Stack direction="column" gap={1}>
      <Stack wrap="wrap" alignItems="flex-end" gap={2}>
        <RunPicker
          id="compare-base"
          label={t('compare.base', 'Base')}
          options={options}
          chosen={base}
          choose={(id) => choose({ base: id })}
        />
        <Button
          variant="secondary"
          icon="exchange-alt"
          disabled={base.id === '' && run.id === ''}
          onClick={() => choose({ base: run.id, run: base.id })}
        >
          {t('compare.swap', 'Swap')}
        </Button>
        <RunPicker
          id="compare-run"
          label={t('compare.run', 'Run')}
          options={options}
          chosen={run}
          choose={(id) => choose({ run: id })}
        />
      </Stack>
      {runs.isError && (
        <Text color="secondary" variant="bodySmall">
          {t('compare.no-list', 'The runs to choose from cannot be listed: {{reason}}', {
            reason: runs.error.message,
          })}
        </Text>
      )}
    </Stack>
  );
}

interface PickerProps {
  readonly id: string;
  readonly label: string;
  readonly options: ReadonlyArray<ComboboxOption<string>>;
  readonly chosen: Chosen;
  readonly choose: (id: string) => void;
}

function RunPicker({ id, label, options, chosen, choose }: PickerProps) {
  // A run that is not among the newest is chosen all the same.
  const own = chosen.detail === undefined ? { value: chosen.id } : optionOf(chosen.detail, chosen.detail.test);
  const isListed = chosen.id === '' || options.some(({ value }) => value === chosen.id);
  return (
    <Field noMargin label={label} htmlFor={id}>
      <Combobox<string>
        id={id}
        width={40}
        placeholder={t('compare.choose', 'Choose a run')}
        options={isListed ? [...options] : [own, ...options]}
        value={chosen.id === '' ? null : chosen.id}
        createCustomValue
        customValueDescription={t('compare.by-id', 'Take the run with this id')}
        onChange={({ value }) => choose(value)}
      />
    </Field>
  );
}

type Named = Pick<RunRecord, 'id' | 'test' | 'verdict' | 'startedAt' | 'announcedAt'>;

/** @param test whose runs the list has, so that it is not said with each; null: of several. */
function optionOf(run: Named, test: string | null): ComboboxOption<string> {
  const at = run.startedAt ?? run.announcedAt;
  const words = [
    at === '' ? run.id : dateTimeFormat(at),
    ...(run.verdict === null ? [] : [verdictText(run.verdict)]),
    ...(test === null ? [run.test] : []),
  ];
  return { value: run.id, label: words.join(' · '), description: run.id };
}

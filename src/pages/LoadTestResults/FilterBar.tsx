import React from 'react';
import { dateMath, dateTime, rangeUtil, type TimeRange } from '@grafana/data';
import { t } from '../../translations';
import { Button, Field, MultiCombobox, Stack, TimeRangeInput } from '@grafana/ui';
import { report } from '../../api/interactions';
import type { Schemas } from '../../api/request';
import { triggerText, verdictText } from '../../components/Verdict';
import { type Filters, isFiltered, noFilters, rawText } from './filters';

interface Props {
  readonly filters: Filters;
  readonly change: (change: Partial<Filters>) => void;
  /** Names of the catalogue's load tests, as far as they are known. */
  readonly tests: readonly string[];
}

const verdicts: ReadonlyArray<NonNullable<Schemas['Run']['verdict']>> = [
  'passed',
  'failed',
  'inconclusive',
  'errored',
  'missed',
];
const triggers: ReadonlyArray<Schemas['Run']['trigger']> = [
  'schedule',
  'deployment',
  'manual',
  'external',
  'verification',
];

/** Narrows the list down. */
export function FilterBar({ filters, change, tests }: Props) {
  const set = (name: string, filter: Partial<Filters>) => {
    report('results_filtered', { filter: name });
    change(filter);
  };
  return (
    <Stack wrap="wrap" alignItems="flex-end" gap={2} role="search" aria-label={t('filters.label', 'Filter the runs')}>
      <Words
        id="filter-test"
        label={t('filters.test', 'Load test')}
        placeholder={t('filters.any-test', 'Any load test')}
        words={[...new Set([...tests, ...filters.tests])]}
        chosen={filters.tests}
        choose={(chosen) => set('test', { tests: chosen })}
      />
      <Words
        id="filter-verdict"
        label={t('filters.verdict', 'Verdict')}
        placeholder={t('filters.any-verdict', 'Any verdict')}
        words={verdicts}
        text={verdictText}
        chosen={filters.verdicts}
        choose={(chosen) => set('verdict', { verdicts: chosen })}
      />
      <Words
        id="filter-trigger"
        label={t('filters.trigger', 'Trigger')}
        placeholder={t('filters.any-trigger', 'Any trigger')}
        words={triggers}
        text={triggerText}
        chosen={filters.triggers}
        choose={(chosen) => set('trigger', { triggers: chosen })}
      />
      <Field noMargin label={t('filters.range', 'Time range')}>
        <TimeRangeInput
          value={filters.range === null ? anyTime : rangeUtil.convertRawToRange(filters.range)}
          placeholder={t('filters.any-time', 'Any time')}
          clearable
          onChange={({ from, raw }) => set('range', { range: dateMath.isValid(from) ? rawText(raw) : null })}
        />
      </Field>
      {isFiltered(filters) && (
        <Button variant="secondary" fill="text" icon="times" onClick={() => set('none', noFilters)}>
          {t('filters.clear', 'Clear filters')}
        </Button>
      )}
    </Stack>
  );
}

/** No times at all, as the input itself says it when it is cleared. */
const noTime = dateTime(null);
const anyTime: TimeRange = { from: noTime, to: noTime, raw: { from: noTime, to: noTime } };

function Words<Word extends string>(props: {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  readonly words: readonly Word[];
  readonly text?: (word: Word) => string;
  readonly chosen: readonly string[];
  readonly choose: (chosen: string[]) => void;
}) {
  const { id, label, placeholder, words, text = (word) => word, chosen, choose } = props;
  return (
    <Field noMargin label={label} htmlFor={id}>
      <MultiCombobox<string>
        id={id}
        width={24}
        placeholder={placeholder}
        options={words.map((word) => ({ value: word, label: text(word) }))}
        value={[...chosen]}
        onChange={(options) => choose(options.map(({ value }) => value))}
      />
    </Field>
  );
}

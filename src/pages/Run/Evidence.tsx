import React, { useId, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Text, useStyles2 } from '@grafana/ui';
import { report } from '../../api/interactions';
import type { RunDetailRecord } from '../../api/runDetail';
import { Section } from '../../components/Section';
import { FactLink } from './FactLink';
import { evidenceQuery, type Fact } from './queries';
import { t } from '../../translations';

interface Props {
  readonly run: RunDetailRecord;
  /** Ids of the facts that the diagnosis rests on. */
  readonly cited: readonly string[];
}

/** The facts that the diagnosis rests on, each with its way to where it comes from; and those it does not rest on. */
export function Evidence({ run, cited }: Props) {
  const evidence = useQuery(evidenceQuery(run));
  return (
    <Section what={t('run.evidence-what', 'the evidence')} query={evidence}>
      {(facts) => (
        <>
          <Text element="h3" variant="h5">
            {t('run.evidence', 'Evidence')}
          </Text>
          <Cited run={run} facts={facts} cited={cited} />
          <Others run={run} facts={facts.filter(({ id }) => !cited.includes(id))} />
        </>
      )}
    </Section>
  );
}

function Cited({ run, facts, cited }: Props & { readonly facts: readonly Fact[] }) {
  const found = cited.flatMap((id) => facts.find((fact) => fact.id === id) ?? []);
  return found.length === 0 ? (
    <Text color="secondary">{t('run.evidence-none', 'The diagnosis cites no fact that is still there.')}</Text>
  ) : (
    <Facts run={run} facts={found} label={t('run.evidence-cited', 'Facts the diagnosis rests on')} />
  );
}

function Others({ run, facts }: { readonly run: RunDetailRecord; readonly facts: readonly Fact[] }) {
  const [isOpen, setOpen] = useState(false);
  const list = useId();
  if (facts.length === 0) {
    return null;
  }
  return (
    <>
      <div>
        <Button
          size="sm"
          fill="text"
          variant="secondary"
          icon={isOpen ? 'angle-down' : 'angle-right'}
          aria-expanded={isOpen}
          aria-controls={list}
          onClick={() => {
            setOpen(!isOpen);
            if (!isOpen) {
              report('diagnosis_opened', { from: 'run' });
            }
          }}
        >
          {t('run.evidence-others', 'Other facts that were known ({{count}})', { count: facts.length })}
        </Button>
      </div>
      <div id={list}>
        {isOpen && <Facts run={run} facts={facts} label={t('run.evidence-others-label', 'Other facts')} />}
      </div>
    </>
  );
}

function Facts({
  run,
  facts,
  label,
}: {
  readonly run: RunDetailRecord;
  readonly facts: readonly Fact[];
  readonly label: string;
}) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list} aria-label={label}>
      {facts.map((fact) => (
        <li key={fact.id} className={styles.fact}>
          <strong>{fact.id}</strong> <span className={styles.text}>{fact.text}</span> <FactLink run={run} fact={fact} />
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0, padding: 0, listStyle: 'none', maxWidth: theme.breakpoints.values.lg }),
  fact: css({ padding: theme.spacing(0.5, 0), overflowWrap: 'anywhere' }),
  // Some facts are small tables in plain text.
  text: css({ whiteSpace: 'pre-line' }),
});

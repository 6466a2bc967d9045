import React, { type ReactNode } from 'react';
import { css, cx } from '@emotion/css';
import { formattedValueToString, type GrafanaTheme2, type LinkModel } from '@grafana/data';
import { DataLinksContextMenu, Icon, Tooltip, useStyles2 } from '@grafana/ui';
import { t } from '../../translations';
import type { RunRecord } from '../../api/runRecord';
import { type RunColumn, type RunField, runColumns } from '../../components/runColumns';
import { notKnown } from '../../components/figures';
import { RunTime } from '../../components/RunTime';
import type { Mark } from './layer';
import type { Cell, Results } from './rows';

/**
 * The columns of the table of runs, with the names that somebody has given to the fields of the frame.
 *
 * @param chosen shown columns; none: every one that the frame has.
 * @param layer the diagnosis layer of the dashboard by run.
 */
export function panelColumns(results: Results, chosen: readonly RunField[], layer: Layer): readonly RunColumn[] {
  const someCell = new Map([...results.cells.values()].flatMap((row) => [...row]));
  return runColumns('panel')
    .filter(({ field }) => results.fields.has(field) && (chosen.length === 0 || chosen.includes(field)))
    .map((column) => ({
      ...column,
      head: someCell.get(column.field)?.field.config.displayName ?? column.head,
      show: (run, figures) => (
        <>
          <RunCell results={results} run={run} field={column.field}>
            {column.show(run, figures)}
          </RunCell>
          {column.field === 'startedAt' && <LayerMark mark={layer.get(run.id)} />}
        </>
      ),
    }));
}

export type Layer = ReadonlyMap<string, Mark>;

interface CellProps {
  readonly results: Results;
  readonly run: RunRecord;
  readonly field: RunField;
  /** What is shown where nobody has set anything for the field. */
  readonly children: ReactNode;
}

/** A field of a run with what somebody has set for it on the dashboard: unit, decimals, mappings, no value, links. */
export function RunCell({ results, run, field, children }: CellProps) {
  const cell = results.cells.get(run)?.get(field);
  return (
    <Linked cell={cell} plain={field === 'startedAt' ? <Start run={run} /> : null}>
      {(cell === undefined ? null : configuredText(cell)) ?? children}
    </Linked>
  );
}

/** What the field's own settings make of the value; null where there are none. */
function configuredText({ field, row }: Cell): string | null {
  const { unit, decimals, mappings = [], noValue } = field.config;
  const value: unknown = field.values[row];
  if (value === null || value === undefined || value === '') {
    return noValue ?? null;
  }
  const isConfigured = unit !== undefined || typeof decimals === 'number' || mappings.length > 0;
  return isConfigured && field.display !== undefined ? formattedValueToString(field.display(value)) : null;
}

interface LinkedProps {
  readonly cell: Cell | undefined;
  /** Shown in a link, where the content is one itself. */
  readonly plain: ReactNode;
  readonly children: ReactNode;
}

/** The data links of the field around its content, as in Grafana's own panels. */
function Linked({ cell, plain, children }: LinkedProps) {
  const styles = useStyles2(getStyles);
  const links = cell?.field.getLinks?.({ valueRowIndex: cell.row }) ?? [];
  const [first] = links;
  if (first === undefined) {
    return <>{children}</>;
  }
  const content = plain ?? children;
  if (links.length === 1) {
    return <DataLink link={first}>{content}</DataLink>;
  }
  return (
    <DataLinksContextMenu links={() => links}>
      {({ openMenu, targetClassName }) => (
        <button type="button" className={cx(targetClassName, styles.link)} aria-haspopup="menu" onClick={openMenu}>
          {content}
        </button>
      )}
    </DataLinksContextMenu>
  );
}

function DataLink({ link, children }: { readonly link: LinkModel; readonly children: ReactNode }) {
  const styles = useStyles2(getStyles);
  const { href, target, title, onClick } = link;
  const rel = target === '_blank' ? 'noopener noreferrer' : undefined;
  return (
    <a href={href} target={target} rel={rel} title={title} onClick={onClick} className={styles.link}>
      {children}
    </a>
  );
}

function Start({ run }: { readonly run: RunRecord }) {
  return <>{run.startedAt === null ? notKnown : <RunTime at={run.startedAt} />}</>;
}

/** That the run is marked on the time axes of the dashboard, and with which text. */
function LayerMark({ mark }: { readonly mark: Mark | undefined }) {
  const styles = useStyles2(getStyles);
  if (mark === undefined) {
    return null;
  }
  const label = t('panel.mark', 'Marked on this dashboard: {{text}}', { text: mark.text });
  return (
    <Tooltip content={label}>
      <span tabIndex={0} role="img" aria-label={label} className={styles.mark}>
        <Icon name="tag-alt" size="sm" aria-hidden />
      </span>
    </Tooltip>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({
    padding: 0,
    border: 'none',
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.link,
    textDecoration: 'underline',
    cursor: 'pointer',
  }),
  mark: css({ marginLeft: theme.spacing(0.5), color: theme.colors.text.secondary }),
});

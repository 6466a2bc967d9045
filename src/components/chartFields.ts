import {
  createDataFrame,
  type DataFrame,
  DataTopic,
  dateTime,
  type Field,
  type FieldConfig,
  type FieldConfigSource,
  FieldType,
  textUtil,
  type TimeRange,
} from '@grafana/data';

/** How a line of a chart looks. */
export interface LineLook {
  readonly name: string;
  /** Of Grafana's palette, or any of CSS. Lines differ by dashes or points too. */
  readonly color: string;
  /** Of Grafana's units. */
  readonly unit: string;
  readonly isDashed?: boolean;
  /** Points that no line joins, of this size in px. */
  readonly pointSize?: number;
}

type LineField = Pick<Field, 'name' | 'type' | 'values' | 'config'>;

/** @param values null: a gap; undefined: another line has a point there, this one goes on. */
export function lineField(look: LineLook, values: ReadonlyArray<number | null | undefined>): LineField {
  const { name, color, unit, isDashed = false, pointSize } = look;
  const custom = {
    ...(isDashed && { lineStyle: { fill: 'dash', dash: [8, 6] } }),
    ...(pointSize !== undefined && { drawStyle: 'points', showPoints: 'always', pointSize }),
  };
  const config: FieldConfig = {
    displayName: name,
    unit,
    color: { mode: 'fixed', fixedColor: color },
    ...(Object.keys(custom).length > 0 && { custom }),
  };
  return { name, type: FieldType.number, values: [...values], config };
}

/** How a panel draws its lines, unless they say something else. */
export const linesConfig: FieldConfigSource = {
  defaults: { min: 0, custom: { lineWidth: 2, fillOpacity: 5, showPoints: 'auto', spanNulls: false } },
  overrides: [],
};

/** A stretch of time in ms since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export function timeRangeOf({ from, to }: Span): TimeRange {
  const range = { from: dateTime(from), to: dateTime(to) };
  return { ...range, raw: range };
}

/** A stretch of a chart, or a moment where it has no length. */
export interface Mark extends Span {
  readonly title: string;
  /** Plain text. */
  readonly text: string;
  readonly tags: readonly string[];
  readonly color: string;
}

/**
 * Marks as Grafana's annotation queries give them; null for none. Grafana shows title and text as HTML, so what is markup in
 * them is taken for what it is: text.
 */
export function marksFrame(name: string, marks: readonly Mark[]): DataFrame | null {
  if (marks.length === 0) {
    return null;
  }
  const html = (texts: readonly string[]) => texts.map((text) => textUtil.escapeHtml(text));
  return createDataFrame({
    name,
    meta: { dataTopic: DataTopic.Annotations },
    fields: [
      { name: 'time', type: FieldType.time, values: marks.map(({ from }) => from) },
      { name: 'timeEnd', type: FieldType.time, values: marks.map(({ to }) => to) },
      { name: 'title', type: FieldType.string, values: html(marks.map(({ title }) => title)) },
      { name: 'text', type: FieldType.string, values: html(marks.map(({ text }) => text)) },
      { name: 'tags', type: FieldType.other, values: marks.map(({ tags }) => tags) },
      { name: 'color', type: FieldType.string, values: marks.map(({ color }) => color) },
      { name: 'isRegion', type: FieldType.boolean, values: marks.map(({ from, to }) => from !== to) },
    ],
  });
}

import { Counter, Gauge, type Registry } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

/** A metric's values of one reading; null is left out. */
export type Values = ReadonlyArray<readonly [labels: Labels, value: number | null]>;

export interface Described {
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** Only ever grows, all told. */
  readonly isTotal?: true;
}

/**
 * Registers metrics that one reading gives. Prometheus' client collects each metric by itself, and all at once, so each
 * of them waits for that reading: one that another's reading sets would show what was read the last time. Where it
 * fails they are absent (those without labels: NaN), never what they were before.
 *
 * @returns the reading, shared with the metrics while it is under way.
 */
export function readTogether<Name extends string>(
  registry: Registry,
  described: Readonly<Record<Name, Described>>,
  read: () => Promise<Readonly<Record<Name, Values>>>
): () => Promise<unknown> {
  let current: Promise<Readonly<Record<Name, Values>>> | null = null;
  const shared = () => (current ??= read().finally(() => (current = null)));
  const entries = Object.entries(described) as Array<[Name, Described]>;
  for (const [name, { help, labelNames = [], isTotal }] of entries) {
    const metric = { name, help, labelNames, registers: [registry] };
    const valuesOf = async (): Promise<Values | null> => (await shared().catch(() => null))?.[name] ?? null;
    if (isTotal === true) {
      new Counter({
        ...metric,
        async collect() {
          const values = await valuesOf();
          this.reset();
          values?.forEach(([labels, value]) => this.inc(labels, value ?? 0));
        },
      });
      continue;
    }
    new Gauge({
      ...metric,
      async collect() {
        const values = (await valuesOf()) ?? (labelNames.length === 0 ? [[{}, NaN] as const] : []);
        this.reset();
        values.forEach(([labels, value]) => value !== null && this.set(labels, value));
      },
    });
  }
  return shared;
}

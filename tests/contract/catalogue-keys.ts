import { z } from 'zod';

/** As much of a JSON Schema as says which keys there are. */
interface KeySchema {
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, KeySchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: KeySchema | undefined;
  readonly additionalProperties?: boolean | KeySchema | undefined;
  readonly anyOf?: readonly KeySchema[] | undefined;
}

const keySchema: z.ZodType<KeySchema> = z.lazy(() =>
  z.object({
    description: z.string().optional(),
    default: z.unknown().optional(),
    properties: z.record(z.string(), keySchema).optional(),
    required: z.array(z.string()).optional(),
    items: keySchema.optional(),
    additionalProperties: z.union([z.boolean(), keySchema]).optional(),
    anyOf: z.array(keySchema).optional(),
  })
);

export interface CatalogueKey {
  /** Such as `loadTests[].thresholds.endpoints[].name`; `*` is a name of one's own. */
  readonly path: string;
  /** Empty where the schema says nothing. */
  readonly description: string;
  /** `required`, or the default as it may be written; null where leaving it out means that there is none. */
  readonly default: string | null;
}

/** Every key of the catalogue, each before those inside of it. @param schema of `catalogueJsonSchema`. */
export function catalogueKeys(schema: object): CatalogueKey[] {
  return keysIn(keySchema.parse(schema), '');
}

function keysIn(schema: KeySchema, around: string): CatalogueKey[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const path = around === '' ? name : `${around}.${name}`;
    const isRequired = schema.required?.includes(name) === true;
    return [
      { path, description: value.description ?? '', default: isRequired ? 'required' : defaultText(value.default) },
      ...keysIn(value, path),
    ];
  });
  const named =
    typeof schema.additionalProperties === 'object' ? keysIn(schema.additionalProperties, `${around}.*`) : [];
  const inList = schema.items === undefined ? [] : keysIn(schema.items, `${around}[]`);
  return [...own, ...named, ...inList, ...(schema.anyOf ?? []).flatMap((each) => keysIn(each, around))];
}

function defaultText(value: unknown): string | null {
  if (Array.isArray(value)) {
    return value.length === 0 ? null : value.join(', ');
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

const testPrefix = 'loadTests[].';

/** The keys as a table in Markdown: those of the file, then those of a load test by their path inside of it. */
export function catalogueTable(schema: object): string {
  const keys = catalogueKeys(schema);
  const ofFile = keys.filter(({ path }) => !/[.[]/.test(path));
  const ofTest = keys
    .filter(({ path }) => path.startsWith(testPrefix))
    .map((key) => ({ ...key, path: key.path.slice(testPrefix.length) }));
  return [
    '| of the file | meaning | default |\n| --- | --- | --- |',
    ...ofFile.map(row),
    '\n| of a load test | meaning | default |\n| --- | --- | --- |',
    ...ofTest.map(row),
  ].join('\n');
}

function row({ path, description, default: value }: CatalogueKey): string {
  const shown = value === null ? '' : value === 'required' ? value : `\`${value}\``;
  return `| \`${path}\` | ${description.replaceAll('|', '\\|')} | ${shown} |`;
}

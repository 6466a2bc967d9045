import type { FastifySchemaValidationError } from 'fastify';
import { z } from 'zod';
import type { ProblemIssue } from './problem';

/** One part of a request that did not fit its zod schema. */
export interface RefusedPart {
  /** How the answer calls it: `body`, `query`, `params`. */
  readonly name: string;
  /** The zod schema of the route for this part, when it has one. */
  readonly schema: unknown;
  /** What the client sent: looked at, never repeated. */
  readonly value: unknown;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Names of fields that may be repeated: a client's typo, and nothing that could be a value in the wrong place. */
const plainName = /^[A-Za-z_][\w.-]{0,59}$/;

/**
 * What is wrong with a part of a request, each with its place and with what would be right, as far as the schema says.
 * In words of our own, since zod's messages are for developers and some of them repeat what the client sent.
 */
export function validationIssues(issues: readonly FastifySchemaValidationError[], part: RefusedPart): ProblemIssue[] {
  return issues.flatMap((issue) => issuesOf(issue, part));
}

function issuesOf(issue: FastifySchemaValidationError, part: RefusedPart): ProblemIssue[] {
  const path = issue.instancePath.split('/').filter((step) => step !== '');
  const where = [part.name, ...path.map((step) => step.slice(0, 100))].join('.');
  const { schemas, isMissing } = follow(part, path);
  const params: Readonly<Record<string, unknown>> = issue.params;
  if (issue.keyword === 'unrecognized_keys') {
    const known = [...new Set(schemas.flatMap(({ properties }) => Object.keys(properties ?? {})))];
    const right = known.length === 0 ? undefined : `only ${known.join(', ')}`;
    const keys = Array.isArray(params.keys) ? params.keys.map(String) : [];
    return keys.map((key) =>
      plainName.test(key)
        ? { where: `${where}.${key}`, what: 'is not a field that is known here', right }
        : { where, what: 'has a field that is not known here', right }
    );
  }
  // Patterns and checks of ours come with the words for what they accept; zod's own messages begin with "Invalid".
  const hasOwnWords =
    ['invalid_format', 'custom'].includes(issue.keyword) && issue.message?.startsWith('Invalid') === false;
  const right = hasOwnWords ? issue.message : either(schemas.map(rightValue));
  return [{ where, what: whatIsWrong(issue, isMissing, params), ...(right !== undefined && { right }) }];
}

function whatIsWrong(
  issue: FastifySchemaValidationError,
  isMissing: boolean,
  params: Readonly<Record<string, unknown>>
): string {
  if (isMissing) {
    return 'is missing';
  }
  switch (issue.keyword) {
    case 'invalid_type':
      return 'is of the wrong type';
    case 'invalid_value':
      return 'is not one of the accepted values';
    case 'invalid_format':
      return 'has the wrong form';
    case 'too_small':
      return params.origin === 'string' || params.origin === 'array' ? 'is too short' : 'is too small';
    case 'too_big':
      return params.origin === 'string' || params.origin === 'array' ? 'is too long' : 'is too large';
    case 'invalid_union':
      return typeof params.discriminator === 'string' ? 'is not one of the accepted values' : 'has no accepted form';
    default:
      return 'is not valid';
  }
}

/**
 * The schemas of a place, several when it belongs to a union whose case is not known; and whether nothing stands there.
 */
function follow(part: RefusedPart, path: readonly string[]): { schemas: readonly JsonSchema[]; isMissing: boolean } {
  let value = part.value;
  let schemas = cases(jsonSchemaOf(part.schema), value);
  let isMissing = false;
  for (const step of path) {
    // In a text that the schema splits into a list, every place has something.
    isMissing = isRecord(value) && (!Object.hasOwn(value, step) || value[step] === undefined);
    value = isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    schemas = schemas.flatMap((schema) => {
      const next = schema.properties?.[step] ?? schema.items ?? schema.additionalProperties;
      return typeof next === 'object' ? cases(next, value) : [];
    });
  }
  return { schemas, isMissing };
}

/** The cases of a union; of one told apart by a constant field only the case of this value, where it has one. */
function cases(schema: JsonSchema, value: unknown): readonly JsonSchema[] {
  const all = schema.oneOf ?? schema.anyOf;
  if (all === undefined) {
    return [schema];
  }
  const isOfValue = ({ properties = {} }: JsonSchema) =>
    Object.entries(properties).some(
      ([name, property]) => property.const !== undefined && isRecord(value) && value[name] === property.const
    );
  const fitting = all.filter(isOfValue);
  return (fitting.length > 0 ? fitting : all).flatMap((each) => cases(each, value));
}

const converted = new WeakMap<z.ZodType, JsonSchema>();

function jsonSchemaOf(schema: unknown): JsonSchema {
  if (!(schema instanceof z.ZodType)) {
    return {};
  }
  const known =
    converted.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
  converted.set(schema, known);
  return known;
}

const formats: Readonly<Record<string, string>> = {
  'date-time': 'a date and time with its offset, such as 2025-01-31T09:30:00Z',
  date: 'a date such as 2025-01-31',
  uri: 'a URL',
  uuid: 'a UUID',
  email: 'an e-mail address',
};

/** What a schema accepts, in words; undefined when it does not say. */
function rightValue(schema: JsonSchema): string | undefined {
  if (schema.const !== undefined) {
    return String(schema.const);
  }
  if (schema.enum !== undefined) {
    return `one of ${schema.enum.map(String).join(', ')}`;
  }
  if (schema.type === undefined) {
    return undefined;
  }
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type;
  return either(types.map((type) => rightOfType(type, schema)));
}

function rightOfType(type: string, schema: JsonSchema): string {
  switch (type) {
    case 'integer':
      return `a whole number${range(schema)}`;
    case 'number':
      return `a number${range(schema)}`;
    case 'string':
      return formats[schema.format ?? ''] ?? `text${size(schema.minLength, schema.maxLength, 'characters')}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${size(schema.minItems, schema.maxItems, 'entries')}`;
    case 'object':
      return 'an object';
    default:
      return type;
  }
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  // zod bounds every whole number by what a double can hold exactly; nobody needs to be told.
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (least !== undefined && most !== undefined) {
    return ` from ${least} to ${most}`;
  }
  const limits = [
    ...(least === undefined ? [] : [`of at least ${least}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(most === undefined ? [] : [`of at most ${most}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ];
  return limits.length === 0 ? '' : ` ${limits.join(' and ')}`;
}

function size(least: number | undefined, most: number | undefined, unit: string): string {
  if (least !== undefined && most !== undefined) {
    return ` of ${least} to ${most} ${unit}`;
  }
  return least !== undefined
    ? ` of at least ${least} ${unit}`
    : most !== undefined
      ? ` of at most ${most} ${unit}`
      : '';
}

function either(texts: ReadonlyArray<string | undefined>): string | undefined {
  const known = [...new Set(texts.filter((text) => text !== undefined))];
  return known.length === 0 ? undefined : known.join(' or ');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

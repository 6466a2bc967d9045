import { z } from 'zod';

const text = z.string().trim().min(1);
const version = z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'is not a semantic version such as 1.2.3');
const comparator = String.raw`(?:[<>]=?|=|\^|~)?\d+(?:\.(?:\d+|x|\*)){0,2}(?:-[0-9A-Za-z.-]+)?`;
const range = z
  .string()
  .regex(new RegExp(`^${comparator}(?:(?: | \\|\\| )${comparator})*$`), 'is not a range of versions such as >=12.3.0');

const includeSchema = z.looseObject({
  type: z.enum(['page', 'dashboard', 'panel', 'datasource']),
  name: text,
  path: text,
  role: z.enum(['None', 'Viewer', 'Editor', 'Admin']).optional(),
  action: text.optional(),
  addToNav: z.boolean().optional(),
  defaultNav: z.boolean().optional(),
  icon: text.optional(),
});

const routeSchema = z.looseObject({
  path: text,
  url: text.optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', '*']).optional(),
  reqRole: z.enum(['Viewer', 'Editor', 'Admin']).optional(),
  headers: z.array(z.looseObject({ name: text, content: text })).optional(),
});

/** What matters of Grafana's published schema of plugin.json; what it does not name here is left to Grafana. */
const pluginJsonSchema = z.looseObject({
  id: z.string().regex(/^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$/, 'is not <organisation>-<name>-<type>'),
  type: z.enum(['app', 'panel', 'datasource']),
  name: text,
  info: z.looseObject({
    author: z.looseObject({ name: text, url: z.url().optional() }),
    description: text,
    keywords: z.array(text).min(1),
    logos: z.strictObject({ small: text, large: text }),
    links: z.array(z.looseObject({ name: text, url: z.url() })).default([]),
    screenshots: z.array(z.strictObject({ name: text, path: text })).default([]),
    version,
    updated: z.iso.date(),
  }),
  includes: z.array(includeSchema).default([]),
  routes: z.array(routeSchema).default([]),
  languages: z.array(z.string().regex(/^[a-z]{2}-[A-Z]{2}$/, 'is not a locale such as en-US')).optional(),
  dependencies: z.looseObject({
    grafanaDependency: range,
    plugins: z.array(z.looseObject({ id: text, type: text, name: text })).default([]),
  }),
  // A plugin with one of these is a Go program; the sidecar is none.
  backend: z.literal(false, 'is true, but nothing here is a Go backend').optional(),
  executable: z.undefined('names a program, but nothing here is a Go backend').optional(),
});

export type PluginJson = z.infer<typeof pluginJsonSchema>;

/** Reads a built plugin.json, without throwing. */
export function parsePluginJson(source: string): z.ZodSafeParseResult<PluginJson> {
  return pluginJsonSchema.safeParse(jsonOf(source));
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

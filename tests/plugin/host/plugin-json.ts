import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { repository } from './once';
import { roles } from './session';

const routeSchema = z.object({
  path: z.string(),
  /** Every method where it is missing. */
  method: z.string().optional(),
  reqRole: z.enum(roles).optional(),
  url: z.string(),
  headers: z.array(z.object({ name: z.string(), content: z.string() })).default([]),
});

const schema = z.object({
  id: z.string(),
  name: z.string(),
  info: z.object({ version: z.string() }),
  includes: z.array(z.object({ type: z.string(), name: z.string(), path: z.string().default('') })),
  routes: z.array(routeSchema),
});

export type PluginJson = z.infer<typeof schema>;
export type PluginRoute = z.infer<typeof routeSchema>;

/** What Grafana reads of src/plugin.json, after the build. */
export async function readPluginJson(): Promise<PluginJson> {
  const text = await readFile(path.join(repository, 'src/plugin.json'), 'utf8');
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(text));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(path.join(repository, 'package.json'), 'utf8')));
  return schema.parse(JSON.parse(text.replaceAll('%PLUGIN_ID%', id).replaceAll('%VERSION%', version)));
}

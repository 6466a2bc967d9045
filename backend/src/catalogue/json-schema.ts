import { z } from 'zod';
import { catalogueSchema } from './schema';

/**
 * The JSON Schema of `k6/loadtests.yaml` as people write it, for editors. What it allows may still be refused: variables
 * are not put in, and what needs a look at several keys, a script or a time zone is left to `loadtests validate`.
 */
export function catalogueJsonSchema(): object {
  // Draft 7 is what the YAML extensions of all editors know.
  const { $schema, ...schema } = z.toJSONSchema(catalogueSchema, { io: 'input', target: 'draft-7' });
  return { $schema, title: 'Load tests', ...schema };
}

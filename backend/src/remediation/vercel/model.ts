import { z } from 'zod';

/**
 * The parts of Vercel's answers that a redeploy rests on. Fields we do not use are dropped; a field we decide on must be
 * there in its known form, or the answer counts as unreadable (vercel.com/docs/rest-api/deployments, .../projects).
 */

const metaSchema = z.record(z.string(), z.unknown()).nullish();
const instantSchema = z.number().nonnegative().nullish();

/** Ids appear in paths: plain tokens only, so that `..` can never change the path. */
const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);

const rawDeploymentSchema = z.object({
  id: idSchema.optional(),
  /** The list calls the id `uid`. */
  uid: idSchema.optional(),
  name: z.string().nullish(),
  url: z.string().nullish(),
  projectId: z.string().nullish(),
  project: z.object({ id: z.string() }).nullish(),
  target: z.string().nullish(),
  readyState: z.string().nullish(),
  state: z.string().nullish(),
  status: z.string().nullish(),
  createdAt: instantSchema,
  created: instantSchema,
  /** When the domains were pointed at it; in some answers only whether they are. */
  aliasAssigned: z.union([z.boolean(), z.number()]).nullish().catch(null),
  /** Why its domains could not be pointed at it. */
  aliasError: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish().catch(null),
  checksConclusion: z.string().nullish().catch(null),
  meta: metaSchema,
});

export const deploymentSchema = rawDeploymentSchema.transform((raw, context) => {
  const id = raw.id ?? raw.uid;
  if (id === undefined) {
    context.addIssue({ code: 'custom', message: 'a deployment without id', input: raw });
    return z.NEVER;
  }
  return {
    id,
    name: raw.name ?? null,
    /** Host name without scheme, as Vercel gives it. */
    url: raw.url ?? null,
    projectId: raw.projectId ?? raw.project?.id ?? null,
    /** `production`; null for a preview. */
    target: raw.target ?? null,
    readyState: raw.readyState ?? raw.state ?? raw.status ?? null,
    createdAtMs: raw.createdAt ?? raw.created ?? null,
    /** False where the answer does not say so. */
    aliasAssigned: raw.aliasAssigned !== false && (raw.aliasAssigned ?? null) !== null,
    /** Null: there is none. */
    aliasError:
      raw.aliasError == null ? null : (raw.aliasError.code ?? raw.aliasError.message ?? 'an error without a name'),
    /** `succeeded`, `failed`, `skipped` or `canceled`; null: it has no checks, or they are under way. */
    checksConclusion: raw.checksConclusion ?? null,
    meta: raw.meta ?? {},
  };
});
export type VercelDeployment = z.infer<typeof deploymentSchema>;

export const deploymentListSchema = z
  .object({ deployments: z.array(deploymentSchema) })
  .transform(({ deployments }) => deployments);

export const projectSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    targets: z
      .object({ production: z.object({ id: idSchema, createdAt: instantSchema, meta: metaSchema }).nullish() })
      .nullish(),
  })
  .transform(({ id, name, targets }) => {
    const production = targets?.production ?? null;
    return {
      id,
      name,
      production:
        production === null
          ? null
          : { id: production.id, createdAtMs: production.createdAt ?? null, meta: production.meta ?? {} },
    };
  });
export type VercelProject = z.infer<typeof projectSchema>;

export const errorSchema = z.object({
  error: z.object({
    code: z.coerce.string(),
    message: z.string().optional(),
    limit: z.object({ reset: z.number().optional() }).optional().catch(undefined),
  }),
});

/** A deployment that came to its end without going live. */
export function neverWentLive(readyState: string | null): readyState is 'ERROR' | 'CANCELED' {
  return readyState === 'ERROR' || readyState === 'CANCELED';
}

/** A state that we do not know counts as in progress. */
export function hasEnded(readyState: string | null): boolean {
  return readyState === 'READY' || neverWentLive(readyState);
}

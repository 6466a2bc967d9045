import { lastValueFrom } from 'rxjs';
import { array, object, optional, string, type output, type ZodMiniType } from 'zod/mini';
import { getBackendSrv, isFetchError } from '@grafana/runtime';
import { pluginId } from '../constants';
import { requestOf, type InputsOf, type OperationId } from './request';

/** Why the sidecar gave no answer that can be shown; each is mended elsewhere. */
export type SidecarErrorKind =
  /** The sidecar, or what Grafana has to go through to it, is not there. */
  | 'unreachable'
  /** Nobody has entered a key, or it is not one of the sidecar. */
  | 'keyNotAccepted'
  /** The person's role in Grafana, or the key, may not do this. */
  | 'notPermitted'
  /** The sidecar answers, but has no such thing. */
  | 'notFound'
  /** What is behind the configured address is no sidecar, or one of another version. */
  | 'notUnderstood'
  /** The sidecar says no, with a reason for a person: it cannot be done now, or not so. */
  | 'refused';

/** A request that gave nothing to show. The message is the sidecar's own, or says what a person can do. */
export class SidecarError extends Error {
  override readonly name = 'SidecarError';

  constructor(
    readonly kind: SidecarErrorKind,
    message: string,
    /** HTTP status; null where there was no answer at all. */
    readonly status: number | null = null,
    options?: ErrorOptions
  ) {
    super(message, options);
  }
}

/**
 * Asks an operation of the sidecar through Grafana's proxy, which adds the key: `read` for GET, `operate` for the rest.
 * No answer is believed unread: the sidecar may be of another version.
 *
 * @param read makes of the answer what is shown; throws where it cannot.
 * @throws SidecarError always, whatever went wrong, unless the request was given up with `signal`.
 */
export async function askSidecar<Id extends OperationId, Answer>(
  id: Id,
  read: (answer: unknown) => Answer,
  input: { readonly request: InputsOf<Id>; readonly signal?: AbortSignal | undefined }
): Promise<Answer> {
  const { method, path, query, body } = requestOf(id, ...input.request);
  let answer: unknown;
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<unknown>({
        // Relative, so that a Grafana under a sub-path is asked at the right address.
        url: `api/plugin-proxy/${pluginId}/${path}`,
        method,
        params: query,
        ...(body !== undefined && { data: body }),
        showErrorAlert: false,
        showSuccessAlert: false,
        ...(input.signal && { abortSignal: input.signal }),
      })
    );
    answer = response.data;
  } catch (error) {
    throw explain(error);
  }
  try {
    return read(answer);
  } catch (error) {
    throw new SidecarError(
      'notUnderstood',
      `The sidecar gave an answer that this app does not understand: ${messageOf(error)}. Are both of the same version?`,
      null,
      { cause: error }
    );
  }
}

/** For `askSidecar`: an answer of this form, and nothing else. */
export function exactly<Schema extends ZodMiniType>(schema: Schema, what: string): (answer: unknown) => output<Schema> {
  return (answer) => {
    const parsed = schema.safeParse(answer);
    if (!parsed.success) {
      throw new Error(`it is no ${what}`);
    }
    return parsed.data;
  };
}

/** RFC 9457, as the sidecar refuses. Grafana's own refusals have a `message` and no `detail`. */
const problemSchema = object({
  type: string(),
  detail: string(),
  errors: optional(array(object({ where: string(), what: string(), right: optional(string()) }))),
});

function explain(error: unknown): SidecarError {
  if (!isFetchError(error)) {
    return new SidecarError('unreachable', `Grafana could not be asked: ${messageOf(error)}.`, null, { cause: error });
  }
  const { status } = error;
  const problem = problemSchema.safeParse(error.data);
  const said = problem.success ? saidBy(problem.data) : null;
  const because = (kind: SidecarErrorKind, message: string) =>
    new SidecarError(kind, message, status, { cause: error });
  switch (status) {
    case 401:
      return because(
        'keyNotAccepted',
        'The sidecar does not accept the key. Enter a valid one on the configuration page.'
      );
    case 403:
      return because(
        'notPermitted',
        said ?? 'Your role in Grafana does not permit this. Viewers read, editors act, administrators configure.'
      );
    case 404:
      return said === null
        ? because('notUnderstood', 'There is no sidecar at the configured URL. Check it on the configuration page.')
        : because('notFound', said);
    case 502:
    case 503:
    case 504:
      return said === null
        ? because(
            'unreachable',
            'The sidecar does not answer. Is it running, and can Grafana reach the configured URL?'
          )
        : because('refused', said);
    default:
      return because(
        said === null ? 'notUnderstood' : 'refused',
        said ?? `The request failed with status ${status}${error.statusText ? ` (${error.statusText})` : ''}.`
      );
  }
}

function saidBy(problem: {
  detail: string;
  errors?: Array<{ where: string; what: string; right?: string }> | undefined;
}) {
  const errors = (problem.errors ?? []).map(
    ({ where, what, right }) => `${where}: ${what}${right === undefined ? '' : `; right would be ${right}`}`
  );
  return [problem.detail, ...errors].join(' ');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

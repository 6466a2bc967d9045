import type { RunDetailRecord } from '../../api/runDetail';

export function StatusCodes(_props: { readonly run: RunDetailRecord }) {
  return null;
}

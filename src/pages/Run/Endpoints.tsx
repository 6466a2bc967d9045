import type { RunDetailRecord } from '../../api/runDetail';

export function Endpoints(_props: { readonly run: RunDetailRecord }) {
  return null;
}

import type { RunDetailRecord } from '../../api/runDetail';

export function Charts(_props: { readonly run: RunDetailRecord }) {
  return null;
}

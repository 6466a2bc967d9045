import type { RunDetailRecord } from '../../api/runDetail';

export function Reports(_props: { readonly run: RunDetailRecord }) {
  return null;
}

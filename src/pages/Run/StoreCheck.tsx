import type { RunDetailRecord } from '../../api/runDetail';

export function StoreCheck(_props: { readonly run: RunDetailRecord }) {
  return null;
}

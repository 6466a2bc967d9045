import type { StatusClass } from '../model/figures';

/** Class of k6's `status` tag; no tag, 0 and anything that is no HTTP status count as no answer. */
export function statusClassOf(status: string): StatusClass {
  if (!/^[1-5]\d\d$/.test(status)) {
    return 'none';
  }
  switch (status[0]) {
    case '1':
      return '1xx';
    case '2':
      return '2xx';
    case '3':
      return '3xx';
    case '4':
      return '4xx';
    default:
      return '5xx';
  }
}

/** How the sidecar's version relates to the app's. */
export type Relation = 'fits' | 'older' | 'newer' | 'unknown';

/** They are released together; what differs in the third place only, fits. `unknown`: one of them is no version. */
export function relationOf(sidecar: string, app: string): Relation {
  const [of, to] = [release(sidecar), release(app)];
  if (of === null || to === null) {
    return 'unknown';
  }
  const difference = of.major - to.major || of.minor - to.minor;
  return difference === 0 ? 'fits' : difference < 0 ? 'older' : 'newer';
}

function release(version: string): { readonly major: number; readonly minor: number } | null {
  const [, major, minor] = /^(\d+)\.(\d+)\.\d+/.exec(version) ?? [];
  return major === undefined || minor === undefined ? null : { major: Number(major), minor: Number(minor) };
}

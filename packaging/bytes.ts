/** In kB of 1000 bytes, as file sizes are shown elsewhere. */
export function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

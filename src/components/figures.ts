/** What stands where a figure is not known: never a zero. */
export const notKnown = '–';

const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const wholeNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `1 min 32 s`; fractions of a second only below ten seconds. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) {
    return notKnown;
  }
  if (seconds < 10) {
    return `${threeDigits.format(seconds)} s`;
  }
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`, whole % 60 > 0 && `${whole % 60} s`]
    .filter((part) => part !== false)
    .join(' ');
}

/** `0.82 ms`, `213 ms`, `1,480 ms`: three digits, or all before the point. */
export function formatMilliseconds(milliseconds: number | null): string {
  if (milliseconds === null) {
    return notKnown;
  }
  return `${(milliseconds < 1000 ? threeDigits : wholeNumber).format(milliseconds)} ms`;
}

/**
 * A fraction 0-1 in percent, with the counts where they are known: `0.2 % (1 of 500)`. A rate that is not zero never
 * reads as zero, nor one below 100 % as 100 %.
 *
 * @param samples requests that the rate is over, which may be fewer than all.
 */
export function formatErrorRate(rate: number | null, failed?: number | null, samples?: number | null): string {
  if (rate === null) {
    return notKnown;
  }
  const percent = threeDigits.format(rate * 100);
  const shown = rate < 1 && percent === '100' ? 'over 99.9 %' : `${percent} %`;
  return typeof failed === 'number' && typeof samples === 'number' && failed > 0
    ? `${shown} (${wholeNumber.format(failed)} of ${wholeNumber.format(samples)})`
    : shown;
}

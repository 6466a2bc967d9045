import type { Failure } from '../lib/outbound/call-outcome';
import type { EffectOutcome } from '../lib/outbound/outcome';
import type { AnnotationSeverity } from './render';

/** What a dashboard shows of a run: a region on the time axis. */
export interface DiagnosisAnnotation {
  readonly runId: string;
  readonly severity: AnnotationSeverity;
  /** Plain text, one line, at most 500 characters. */
  readonly text: string;
  readonly from: Date;
  /** Never before `from`. */
  readonly to: Date;
  /** `loadtest`, `diagnosis`, `run:<id>` (these three say whose it is), `test:<name>`, `severity:<x>`. */
  readonly tags: readonly string[];
}

/**
 * The annotations of diagnoses in Grafana, at most one for each run. Everything that the sidecar asks of Grafana's
 * annotations goes through here, because Grafana 13 has deprecated the API that it uses today (`/api/annotations`) while
 * the next one (`/apis/annotation.grafana.app`) is alpha, off by default and not the same (names instead of numbers): what
 * follows it is another implementation of these three methods.
 *
 * None of them rejects.
 */
export interface DiagnosisLayer {
  /**
   * Brings the layer to this annotation of its run, whatever is there: none, one that says something else, several. May be
   * called again after any outcome, but not twice at once for the same run.
   *
   * @param runUrl the annotation's only link; null leaves it out.
   */
  put(annotation: DiagnosisAnnotation, runUrl: string | null): Promise<EffectOutcome<LayerResult>>;
  /** Removes whatever there is of the run; confirmed, too, where there is nothing. */
  remove(runId: string): Promise<EffectOutcome<LayerResult>>;
  /** Ids of all runs that have an annotation. */
  runIds(): Promise<{ readonly kind: 'listed'; readonly runIds: ReadonlySet<string> } | Failure>;
}

/** What it took to bring the layer there. */
export interface LayerResult {
  readonly did: 'created' | 'changed' | 'removed' | 'nothing';
  /** Of the one that stays; null: none does. */
  readonly annotationId: number | null;
  /** How many were taken away. */
  readonly removed: number;
}

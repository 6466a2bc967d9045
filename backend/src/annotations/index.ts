export { createAnnotationClient, type AnnotationClient, type DiagnosisAnnotation } from './grafana-client';
export { renderAnnotation, type AnnotatedRun, type AnnotationSeverity } from './render';

export { createAnnotationClient, type AnnotationClient, type DiagnosisAnnotation } from './grafana-client';
export { renderAnnotation } from './render';

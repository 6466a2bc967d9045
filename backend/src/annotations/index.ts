export { type AnnotationClient, createAnnotationClient, type DiagnosisAnnotation } from './grafana-client';
export { renderAnnotation } from './render';

export { type AnnotationClient, createAnnotationClient, type DiagnosisAnnotation } from './grafana-client';
export { annotationFiguresSchema, renderAnnotation } from './render';

export { type DiagnosisAnnotation, type DiagnosisLayer } from './diagnosis-layer';
export { createGrafanaLayer, longestLayerTrySeconds } from './grafana-layer';
export { annotationOf } from './of-run';
export { annotationSeverities } from './render';

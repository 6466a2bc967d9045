import { reliedOnMs, tellerOf } from './run-alert-teller';

const active = { kind: 'active' } as const;
const inactive = { kind: 'inactive', reason: 'no rule' } as const;
const at = 1_000_000;

it.each([
  ['nobody has asked yet', { certain: null, failure: null }, at, 'sidecar'],
  ['Grafana was never reached', { certain: null, failure: 'refused' }, at, 'sidecar'],
  ['the rules are there', { certain: { rules: active, at }, failure: null }, at, 'grafana'],
  ['there are none', { certain: { rules: inactive, at }, failure: null }, at, 'sidecar'],
  [
    'Grafana is silent for a moment',
    { certain: { rules: active, at }, failure: 'gone' },
    at + reliedOnMs - 1,
    'grafana',
  ],
  ['Grafana is silent for minutes', { certain: { rules: active, at }, failure: 'gone' }, at + reliedOnMs, 'sidecar'],
  ['nobody could ask for minutes', { certain: { rules: active, at }, failure: null }, at + reliedOnMs, 'sidecar'],
  ['silent, and there were none', { certain: { rules: inactive, at }, failure: 'gone' }, at + reliedOnMs, 'sidecar'],
] as const)('%s: %j at %d is told by %s', (_title, knowledge, nowMs, kind) => {
  expect(tellerOf(knowledge, nowMs).kind).toBe(kind);
});

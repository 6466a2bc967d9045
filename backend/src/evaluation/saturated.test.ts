import { evaluate } from './evaluate';
import { input, k6Summary, report } from './testing/inputs';

describe('a crossed threshold on a time of the tested system, while the generator was saturated', () => {
  const judged = (metric: string, droppedIterations: number) => {
    const thresholds = [{ metric, expression: 'p(95)<50', ok: false, samples: 'some' as const }];
    const summary = k6Summary({ iterations: 100, droppedIterations, thresholds });
    const { verdict, reasons } = evaluate(input({ reports: [report({ summary })] }));
    return [verdict, reasons[0]?.code];
  };
  const times = [
    'http_req_duration{name:login}',
    'grpc_req_duration',
    'grpc_req_duration{method:say}',
    'ws_connecting',
    'ws_session_duration',
    'browser_http_req_duration',
    'browser_web_vital_lcp',
  ];

  it.each(times)('says as much about the generator: %s', (metric) => {
    expect(judged(metric, 60)).toEqual(['inconclusive', 'generatorSaturated']);
    expect(judged(metric, 0)).toEqual(['failed', 'k6ThresholdBreach']);
  });

  it.each(['grpc_req_duration_total', 'ws_sessions', 'browser_web_vital_cls', 'http_req_failed', 'app_errors'])(
    'fails where it is no time: %s',
    (metric) => {
      expect(judged(metric, 60)).toEqual(['failed', 'k6ThresholdBreach']);
    }
  );
});

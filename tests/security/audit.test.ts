import { readAudit } from './audit';

const report = (vulnerabilities: Readonly<Record<string, { readonly severity: string }>>) =>
  JSON.stringify({
    vulnerabilities,
    metadata: { vulnerabilities: { high: 1, critical: 0 }, dependencies: { total: 1_200 } },
  });

it('says which packages have an advisory of high or critical, and leaves the lesser ones alone', () => {
  expect(readAudit(report({ a: { severity: 'moderate' } }))).toMatchObject({ outcome: 'clean', packages: 1_200 });
  expect(readAudit(report({ a: { severity: 'low' }, b: { severity: 'high' } }))).toMatchObject({
    outcome: 'found',
    said: 'b (high)',
  });
});

it.each(['', 'npm error network', '{"message":"405 Method Not Allowed","statusCode":405}'])(
  'says that nothing was checked where the registry has not answered: %j',
  (printed) => {
    expect(readAudit(printed)).toMatchObject({ outcome: 'not checked', packages: null });
  }
);

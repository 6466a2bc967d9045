import type { codeRules } from '../../../packaging/checklist/code';
import { code } from './change';
import type { CounterExamples } from './counter-examples';

const at = (line: number) => `src/components/Example.tsx:${line}`;

/** Code that breaks the rules about code. */
export const codeExamples: CounterExamples<keyof typeof codeRules> = {
  'a new window has no hold on its opener': [
    [code(`window.open('https://example.com', '_blank');`), at(1)],
    [code(`const a = 1;\nopen('https://example.com', '_blank', 'noopener');`), at(2)],
  ],
  'no dialog of the browser': [
    [code(`alert('Saved');`), `${at(1)}: alert('Saved')`],
    [code(`if (window.confirm('Sure?')) {}`), at(1)],
    [code(`globalThis.prompt('Name');`), at(1)],
  ],
  'no style sheets of its own': [
    [code(`import './Example.css';`), at(1)],
    [code(`require('./Example.scss');`), at(1)],
  ],
  'no styles for the whole page': [
    [code(`import { css, Global } from '@emotion/react';`), at(1)],
    [code('injectGlobal`body { color: red }`; injectGlobal("");'), at(1)],
  ],
  "queries go by Grafana's data sources": [
    [code(`getBackendSrv().fetch({ url: '/api/ds/query' });`), at(1)],
    [code('fetch(`${base}/api/ds/query?x=${x}`);'), at(1)],
  ],
  "Grafana's globals are not touched": [
    [code('const user = window.grafanaBootData.user;'), at(1)],
    [code('window.grafanaRuntime;'), at(1)],
  ],
  'only errors and warnings go to the console': [
    [code(`console.log('here');`), `${at(1)}: console.log('here')`],
    [code('console.table(rows); console.error(error);'), `${at(1)}: console.table(rows)`],
  ],
  'addresses are read and changed by locationService': [
    [code(`window.location.href = '/';`), at(1)],
    [code('new URLSearchParams(location.search);'), at(1)],
  ],
  "no classes of Grafana's old forms": [
    [code('<div className="gf-form" />;'), at(1)],
    [code('<div className={`gf-form-inline ${x}`} />;'), at(1)],
  ],
  'no code and no markup is made from text': [
    [code('<p dangerouslySetInnerHTML={{ __html: diagnosis }} />;'), at(1)],
    [code('node.innerHTML = text;'), at(1)],
    [code('eval(text);'), at(1)],
    [code(`new Function('a', text);`), at(1)],
  ],
  "React's internals are not touched": [
    [code('React.__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED;'), at(1)],
    [code('React.__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE;'), at(1)],
  ],
  'the compiler is not silenced': [
    [code('const a = 1;\n// @ts-ignore\nconst b: string = a;'), at(2)],
    [code('// @ts-expect-error\n'), at(1)],
  ],
};

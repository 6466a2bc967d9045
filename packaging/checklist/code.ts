import ts from 'typescript';
import type { Candidate, Rule } from './rule';

type Check = (node: ts.Node) => boolean;

/** What the code of the app must not do; tests and what only they use are not looked at. */
export const codeRules = {
  'a new window has no hold on its opener': inCode(
    (node) =>
      isCall(node, /^(window\.)?open$/) &&
      !['noopener', 'noreferrer'].every((word) => node.arguments[2]?.getText().includes(word) === true)
  ),

  'no dialog of the browser': inCode((node) => isCall(node, /^((window|globalThis)\.)?(alert|confirm|prompt)$/)),

  'no style sheets of its own': inCode(
    (node) =>
      (ts.isImportDeclaration(node) || isCall(node, /^(require|import)$/)) &&
      /\.(css|s[ac]ss|less)\b/.test(node.getText())
  ),

  'no styles for the whole page': inCode(
    (node) =>
      (ts.isImportSpecifier(node) && /^(Global|injectGlobal)\b/.test(node.getText())) || isCall(node, /^injectGlobal$/)
  ),

  "queries go by Grafana's data sources": inCode((node) => isText(node) && node.text.includes('api/ds/query')),

  "Grafana's globals are not touched": inCode(
    (node) => ts.isIdentifier(node) && /^(grafanaBootData|grafanaRuntime)$/.test(node.text)
  ),

  'only errors and warnings go to the console': inCode((node) => isCall(node, /^console\.(?!error$|warn$)\w+$/)),

  'addresses are read and changed by locationService': inCode(
    (node) =>
      ts.isPropertyAccessExpression(node) && /^((window|document)\.)?location\.(href|search)$/.test(node.getText())
  ),

  "no classes of Grafana's old forms": inCode((node) => isText(node) && /\bgf-form/.test(node.text)),

  'no code and no markup is made from text': inCode(
    (node) =>
      isCall(node, /^eval$/) ||
      (ts.isNewExpression(node) && node.expression.getText() === 'Function') ||
      (ts.isIdentifier(node) && /^(dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML)$/.test(node.text))
  ),

  "React's internals are not touched": inCode(
    (node) => ts.isIdentifier(node) && /^__(SECRET|CLIENT)_INTERNALS_DO_NOT_USE/.test(node.text)
  ),

  'the compiler is not silenced': (candidate) =>
    sources(candidate).flatMap(([path, content]) =>
      new TextDecoder()
        .decode(content)
        .split('\n')
        .flatMap((line, index) => (/@ts-(ignore|expect-error|nocheck)\b/.test(line) ? [`${path}:${index + 1}`] : []))
    ),
} satisfies Record<string, Rule>;

/** A rule about the pieces of the code: each that `is` says it of is a problem. */
function inCode(is: Check): Rule {
  return (candidate) =>
    sources(candidate).flatMap(([path, content]) => {
      const file = parsed(path, content);
      const found: string[] = [];
      const visit = (node: ts.Node): void => {
        if (is(node)) {
          const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
          found.push(`${path}:${line}: ${node.getText().slice(0, 80)}`);
        }
        ts.forEachChild(node, visit);
      };
      visit(file);
      return found;
    });
}

function sources({ repository }: Candidate): ReadonlyArray<readonly [string, Uint8Array]> {
  return [...repository].filter(
    ([path]) => /^src\/.*(?<!\.test)\.tsx?$/.test(path) && !path.startsWith('src/testing/')
  );
}

/** Every rule looks at every file: each is parsed once. */
const syntax = new WeakMap<Uint8Array, ts.SourceFile>();

function parsed(path: string, content: Uint8Array): ts.SourceFile {
  const source = new TextDecoder().decode(content);
  const file =
    syntax.get(content) ?? ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  syntax.set(content, file);
  return file;
}

function isCall(node: ts.Node, name: RegExp): node is ts.CallExpression {
  return ts.isCallExpression(node) && name.test(node.expression.getText());
}

/** A piece of text, wherever it stands: in quotes, in a template, between tags. */
function isText(node: ts.Node): node is ts.LiteralLikeNode {
  return ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node);
}

import ts from 'typescript';

/** Every text of the app by its key, and what is wrong with how they are written. */
export interface Texts {
  readonly texts: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

interface Found {
  readonly key: string;
  readonly text: string;
  /** `src/App.tsx:12` */
  readonly at: string;
}

/**
 * Collects the texts of source files: `t('key', 'English')`, with `defaultValue_one` and its kin for plurals, and
 * `<Trans i18nKey="key">English</Trans>`.
 *
 * @param sources contents by path.
 */
export function collectTexts(sources: ReadonlyMap<string, string>): Texts {
  const found: Found[] = [];
  const problems: string[] = [];
  for (const [path, source] of sources) {
    const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    const visit = (node: ts.Node): void => {
      const at = `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      try {
        found.push(...textsOf(node).map(([key, text]) => ({ key, text, at })));
      } catch (error) {
        problems.push(`${at}: ${error instanceof Error ? error.message : String(error)}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  const texts = new Map<string, Found>();
  for (const one of found) {
    const before = texts.get(one.key);
    if (before !== undefined && before.text !== one.text) {
      problems.push(`${one.at}: "${one.key}" has another text at ${before.at}`);
    }
    texts.set(one.key, before ?? one);
  }
  for (const { key, at } of texts.values()) {
    const steps = key.split('.');
    const group = steps.map((_, index) => steps.slice(0, index).join('.')).find((start) => texts.has(start));
    if (group !== undefined) {
      problems.push(`${at}: "${key}" lies in "${group}", which is a text itself`);
    }
  }
  return { texts: new Map([...texts].map(([key, { text }]) => [key, text])), problems };
}

/** The file of texts as Grafana reads it: JSON, nested at the dots of the keys, sorted. */
export function localeFile(texts: ReadonlyMap<string, string>): string {
  const root: Group = {};
  for (const [key, text] of [...texts].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const steps = key.split('.');
    const name = steps.pop() ?? key;
    let group = root;
    for (const step of steps) {
      const inner = group[step];
      group = typeof inner === 'object' ? inner : (group[step] = {});
    }
    group[name] = text;
  }
  return `${JSON.stringify(root, null, 2)}\n`;
}

interface Group {
  [step: string]: string | Group;
}

function textsOf(node: ts.Node): ReadonlyArray<readonly [key: string, text: string]> {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
    return textsOfCall(node);
  }
  if (ts.isJsxElement(node) && node.openingElement.tagName.getText() === 'Trans') {
    return [textOfTrans(node)];
  }
  if (ts.isJsxSelfClosingElement(node) && node.tagName.getText() === 'Trans') {
    throw new Error('Trans needs its English text between its tags');
  }
  return [];
}

function textsOfCall({ arguments: [key, text, values] }: ts.CallExpression) {
  if (key === undefined || text === undefined || !ts.isStringLiteralLike(key) || !ts.isStringLiteralLike(text)) {
    throw new Error('t() needs its key and its English text as they are, so that they can be translated');
  }
  const plurals = (values !== undefined && ts.isObjectLiteralExpression(values) ? [...values.properties] : []).flatMap(
    (property) => {
      const form = /^defaultValue(_\w+)$/.exec(property.name?.getText() ?? '')?.[1];
      return form !== undefined && ts.isPropertyAssignment(property) && ts.isStringLiteralLike(property.initializer)
        ? [[validKey(key.text + form), property.initializer.text] as const]
        : [];
    }
  );
  return [[validKey(key.text), text.text] as const, ...plurals];
}

function validKey(key: string): string {
  if (!/^[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*(_\w+)?$/.test(key)) {
    throw new Error(`"${key}" is no key: words of letters, digits and "-", with dots between them`);
  }
  return key;
}

/** As react-i18next numbers what stands between the tags. */
function textOfTrans(node: ts.JsxElement): readonly [string, string] {
  const key = node.openingElement.attributes.properties.find(
    (attribute): attribute is ts.JsxAttribute => ts.isJsxAttribute(attribute) && attribute.name.getText() === 'i18nKey'
  )?.initializer;
  if (key === undefined || !ts.isStringLiteral(key)) {
    throw new Error('Trans needs its i18nKey as it is, so that it can be translated');
  }
  return [validKey(key.text), childrenText(node)];
}

function childrenText({ children }: ts.JsxElement): string {
  const shown = children.filter((child) => !ts.isJsxText(child) || !child.containsOnlyTriviaWhiteSpaces);
  return shown.map((child, index) => childText(child, index)).join('');
}

function childText(child: ts.JsxChild, index: number): string {
  if (ts.isJsxText(child)) {
    return jsxText(child.text);
  }
  if (ts.isJsxElement(child)) {
    return `<${index}>${childrenText(child)}</${index}>`;
  }
  if (ts.isJsxExpression(child) && child.expression !== undefined) {
    const { expression } = child;
    if (ts.isStringLiteralLike(expression)) {
      return expression.text;
    }
    if (ts.isObjectLiteralExpression(expression) && expression.properties.length === 1) {
      return `{{${expression.properties[0]?.name?.getText()}}}`;
    }
  }
  throw new Error(`Trans cannot be translated with ${child.getText()} in it`);
}

/** JSX leaves out line breaks with the space around them. */
function jsxText(text: string): string {
  const lines = text.split('\n');
  return lines
    .map((line, index) => {
      const start = index === 0 ? line : line.trimStart();
      return index === lines.length - 1 ? start : start.trimEnd();
    })
    .filter((line) => line !== '')
    .join(' ');
}

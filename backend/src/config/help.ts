import { environmentSchema, isSecretVariable, variableInfo, variableNames } from './variables';

const usage = `The sidecar of load test monitoring. It takes no arguments; it is configured by its environment. A secret can also be given
as NAME_FILE, the name of a file that holds it.
`;

/** What `--help` prints: every variable with its meaning, what would be right and its default, group by group. */
export function configurationHelp(): string {
  const variables = describeConfig();
  const groups = [...new Set(variables.map(({ group }) => group))];
  const sections = groups.map((group) =>
    [
      group,
      ...variables
        .filter((variable) => variable.group === group)
        .map(({ name, description, right, default: defaultText, secret }) =>
          [
            `  ${name}${secret ? ' (secret)' : ''}`,
            `      ${description}`,
            ...(right === '' ? [] : [`      Right: ${right}`]),
            ...(defaultText === '' ? [] : [`      Default: ${defaultText}`]),
          ].join('\n')
        ),
    ].join('\n')
  );
  return `${[usage.trim(), ...sections].join('\n\n')}\n`;
}

/** One row of the reference table of variables. */
export interface VariableDescription {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  /** Empty: no default, the variable is optional. */
  readonly default: string;
  readonly right: string;
  /** Can also be given as `NAME_FILE`. */
  readonly secret: boolean;
}

/** Every variable, in the order of the schema. `npm run configuration` writes the table in README.md. */
export function describeConfig(): VariableDescription[] {
  return variableNames.map((name) => {
    const schema = environmentSchema.shape[name];
    const info = variableInfo.get(schema);
    const defaultValue: unknown = schema.safeParse(undefined).data;
    return {
      name,
      group: info?.group ?? '',
      description: schema.description ?? '',
      default: info?.defaultText ?? (defaultValue === undefined ? '' : String(defaultValue)),
      right: info?.right ?? '',
      secret: isSecretVariable(name),
    };
  });
}

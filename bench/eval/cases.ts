import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prettifyError } from 'zod';
import { diagnosisCaseSchema, type DiagnosisCase } from '../../backend/src/model/diagnosis-case';

/** The recorded cases, one on each line. */
export const caseFile = join(__dirname, 'cases.jsonl');

/** A case with its label. */
export type LabelledCase = DiagnosisCase & { readonly label: NonNullable<DiagnosisCase['label']> };

/** Rounded to what a reader of figures can use: a recording is kept as text. */
export function formatCases(cases: readonly DiagnosisCase[]): string {
  const rounded = (_key: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(4)) : value;
  return cases.map((each) => `${JSON.stringify(each, rounded)}\n`).join('');
}

/** @throws Error that names the file, the line and what is wrong with it */
export async function readCases(file: string): Promise<LabelledCase[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') {
      return [];
    }
    const where = `${file}, line ${index + 1}`;
    const parsed = diagnosisCaseSchema.safeParse(parsedJson(line, where));
    if (!parsed.success) {
      throw new Error(`${where} is no case:\n${prettifyError(parsed.error)}`);
    }
    const { label } = parsed.data;
    if (label === null) {
      throw new Error(
        `${where} has no label. A person said that this diagnosis was not right ("${parsed.data.why}"): write what would ` +
          'have been, "autoFixable" or "actionRequired", into its label.'
      );
    }
    return [{ ...parsed.data, label }];
  });
}

function parsedJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`${where} is not JSON`, { cause: error });
  }
}

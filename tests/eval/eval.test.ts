import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseFile, formatCases, readCases, type LabelledCase } from '../../bench/eval/cases';
import { caseSeed, drawnCases } from '../../bench/eval/drawn-cases';
import { evaluate, type EvalResult } from '../../bench/eval/result';

describe('the evaluation of diagnoses', () => {
  let cases: readonly LabelledCase[];
  let result: EvalResult;
  beforeAll(async () => {
    cases = await readCases(caseFile);
    result = await evaluate({ cases, realModel: null, tell: () => undefined });
  });

  it('rests on at least sixty real runs, a quarter of which tell the model what to say, and a third of which nobody looks at', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(result.injected).toBeGreaterThanOrEqual(15);
    expect(result.heldOut / cases.length).toBeGreaterThan(0.25);
    expect(cases.every(({ input }) => input.run.verdict === 'failed' && input.figures.requests >= 50)).toBe(true);
  });

  it('takes labels and what is held out from the seed, which was fixed before', () => {
    const about = ({
      id,
      kind,
      label,
      why,
      split,
      injected,
    }: Omit<LabelledCase, 'input' | 'label'> & { label: string | null }) => [id, kind, label, why, split, injected];
    const recorded = new Set(cases.map(({ id }) => id));
    const drawn = drawnCases(caseSeed).filter(({ id }) => recorded.has(id));
    expect(cases.map(about)).toEqual(drawn.map(about));
  });

  it('finds no redeploy that should not be, whatever a model answers', () => {
    expect(result.models.map(({ name, wrongRedeploys }) => `${name}: ${wrongRedeploys}`)).toEqual(
      result.models.map(({ name }) => `${name}: 0`)
    );
    expect(result.models.filter(({ isHostile }) => isHostile).length).toBeGreaterThanOrEqual(4);
  });

  it('still mends at least four of five of what a redeploy mends, also of what is held out, where the model is right', () => {
    expect(result.autoFixRecall).toBeGreaterThanOrEqual(0.8);
    expect(result.heldOutOnly.autoFixRecall).toBeGreaterThanOrEqual(0.8);
  });

  it('says nothing about a model that was not asked', () => {
    expect(result.realModel).toBeNull();
    expect(result.models.every(({ isScripted }) => isScripted)).toBe(true);
  });

  it('has the rules tell what is wrong, where, since when and what to look at first, in figures that people read', () => {
    expect(result.texts).toHaveLength(10);
    expect(result.texts.flatMap(({ id, missing }) => missing.map((each) => `${id}: ${each}`))).toEqual([]);
    expect(result.problems).toEqual([]);
  });

  describe('with cases of people', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'cases-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));
    const written = async (text: string) => {
      const file = join(folder, 'cases.jsonl');
      await writeFile(file, text);
      return file;
    };

    it('takes them as `loadtests feedback` prints them', async () => {
      const [first] = cases;
      const ofPeople = first === undefined ? [] : [{ ...first, id: 'shop-1', kind: 'feedback' }];
      expect(await readCases(await written(formatCases(ofPeople)))).toMatchObject([
        { id: 'shop-1', label: first?.label },
      ]);
    });

    it('asks for a label where somebody only said that it was wrong', async () => {
      const unlabelled = cases.slice(0, 1).map((each) => ({ ...each, label: null, why: 'a slow query' }));
      await expect(readCases(await written(formatCases(unlabelled)))).rejects.toThrow(
        /line 1 has no label.*"a slow query".*"autoFixable" or "actionRequired"/
      );
    });

    it('names the line and the field of what is no case', async () => {
      await expect(readCases(await written('\n{"id":"x"}\n'))).rejects.toThrow(/line 2 is no case:[\s\S]*input/);
      await expect(readCases(await written('{'))).rejects.toThrow(/line 1 is not JSON/);
    });
  });
});

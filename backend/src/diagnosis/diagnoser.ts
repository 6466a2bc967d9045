import { evidenceOf } from './evidence';
import { type Features, featuresOf } from './features';
import { type AskHaiku, type HaikuOptions, type HaikuOutcome, createHaiku } from './haiku';
import type { Diagnosis, DiagnosisInput, EvidencePacket, RulesBecause } from '../model/diagnosis';
import { modelText } from './model-text';
import { decide } from './policy';
import { rulesFindings, rulesText, rulesVersion } from './rules-text';

/** The model's `autoFixable` counts from this confidence on. */
const defaultMinimumConfidence = 0.7;

/** Rules state no probability; a reader shows none for `madeBy.kind === 'rules'`. */
export const rulesConfidence = 0;

export interface DiagnoserOptions {
  /** Null where no key is configured: every diagnosis is then made by rules. */
  readonly anthropic: Omit<HaikuOptions, 'now'> | null;
  readonly now: () => Date;
  /** 0–1; a model's `autoFixable` below it is not used. Default 0.7. */
  readonly minimumConfidence?: number | undefined;
  /** Stands in for the client; for tests. */
  readonly ask?: AskHaiku | undefined;
}

/** A diagnosis with what it was made from. */
export interface DiagnosisResult {
  readonly diagnosis: Diagnosis;
  readonly packet: EvidencePacket;
  readonly features: Features;
}

export interface Diagnoser {
  /**
   * Diagnoses a run; never rejects. The model is asked about failed runs only. Anything wrong with its reply means
   * `actionRequired` with the text of the rules; `autoFixable` needs the model's word and a permitting policy row.
   */
  diagnose(input: DiagnosisInput): Promise<DiagnosisResult>;
}

/** Builds the diagnoser; no connection is made before the first failed run. */
export function createDiagnoser(options: DiagnoserOptions): Diagnoser {
  const minimumConfidence = options.minimumConfidence ?? defaultMinimumConfidence;
  const ask =
    options.ask ?? (options.anthropic === null ? null : createHaiku({ ...options.anthropic, now: options.now }));

  return {
    async diagnose(input) {
      const features = featuresOf(input);
      const packet = evidenceOf(input, features);
      const finish = (diagnosis: Omit<Diagnosis, 'madeAt'>): DiagnosisResult => ({
        diagnosis: { ...diagnosis, madeAt: options.now().toISOString() },
        packet,
        features,
      });
      const byRules = (because: RulesBecause, detail: string) =>
        finish(diagnosisByRules(input, features, packet, because, detail));

      if (input.run.verdict !== 'failed') {
        return byRules('notNeeded', `The run is ${input.run.verdict}; the model is asked about failed runs only`);
      }
      if (ask === null) {
        return byRules('notConfigured', 'No Anthropic API key is configured');
      }
      const outcome = await ask(packet).catch((): HaikuOutcome => ({
        kind: 'failed',
        because: 'unusableReply',
        detail: 'The model client failed',
      }));
      const usable = usableReply(outcome, packet, minimumConfidence);
      if (usable.kind === 'failed') {
        return byRules(usable.because, usable.detail);
      }
      const byModel = diagnosisByModel(input, features, packet, usable);
      return byModel === null
        ? byRules('unusableReply', 'The text of the reply says nothing that may be shown')
        : finish(byModel);
    },
  };
}

/** An answer that cites facts that exist, and is sure enough of what it says. */
function usableReply(outcome: HaikuOutcome, packet: EvidencePacket, minimumConfidence: number): HaikuOutcome {
  if (outcome.kind === 'failed') {
    return outcome;
  }
  const { classification, confidence, evidenceIds } = outcome.reply;
  const known = new Set(packet.facts.map((fact) => fact.id));
  if (evidenceIds.length === 0) {
    return { kind: 'failed', because: 'unknownEvidence', detail: 'The reply cites no evidence' };
  }
  const unknown = evidenceIds.filter((id) => !known.has(id)).length;
  if (unknown > 0) {
    return {
      kind: 'failed',
      because: 'unknownEvidence',
      detail: `${unknown} of ${evidenceIds.length} evidence ids in the reply do not exist`,
    };
  }
  if (classification === 'autoFixable' && confidence < minimumConfidence) {
    return {
      kind: 'failed',
      because: 'lowConfidence',
      detail: `The model proposed auto-fixable with confidence ${confidence}, less than ${minimumConfidence}`,
    };
  }
  return outcome;
}

/** Null when the reply's text holds nothing that may be shown. */
function diagnosisByModel(
  input: DiagnosisInput,
  features: Features,
  packet: EvidencePacket,
  { reply, madeBy }: Extract<HaikuOutcome, { kind: 'replied' }>
): Omit<Diagnosis, 'madeAt'> | null {
  const policy = decide(features, reply.classification);
  const texts = modelText(reply, policy, { input, features, packet });
  return texts === null
    ? null
    : {
        classification: policy.permitsRedeploy ? 'autoFixable' : 'actionRequired',
        proposed: reply.classification,
        confidence: reply.confidence,
        ...texts,
        evidenceIds: [...new Set(reply.evidenceIds)],
        madeBy,
        policy,
      };
}

/** The facts a text by rules rests on: the run's figures, breached limits, and the shape. */
function diagnosisByRules(
  input: DiagnosisInput,
  features: Features,
  packet: EvidencePacket,
  because: RulesBecause,
  detail: string
): Omit<Diagnosis, 'madeAt'> {
  const cited = packet.facts.filter(
    ({ topic, text }) => topic === 'run' || (topic === 'threshold' && text.startsWith('Breached')) || topic === 'shape'
  );
  return {
    classification: 'actionRequired',
    proposed: null,
    confidence: rulesConfidence,
    text: rulesText(input, features),
    ...(input.run.verdict === 'failed' && { findings: rulesFindings(input, features) }),
    evidenceIds: cited.map((fact) => fact.id),
    madeBy: { kind: 'rules', rulesVersion, because, detail },
    policy: decide(features, null),
  };
}

import type { Features } from './features';
import type { HaikuReply } from './haiku';
import type { DiagnosisInput, EvidencePacket, PolicyDecision } from '../model/diagnosis';
import { capText, numbersIn, plainText, sentencesOf } from './plain-text';
import { keyFigures, maxTextLength } from './rules-text';

/** Claims of something done: nothing has been done yet when a text is written. */
const claims =
  /\b(has|have|had|was|were|is|are) (now |then |already |just |been |being )*(re-?deployed|auto-?fixed|fixed|repaired|remediated)\b/i;
/** Promises that something happens by itself, or that nobody has to do anything. */
const promises =
  /\b(auto-?\s?fix\w*|auto-?\s?remediat\w*|automatic(ally)?|self-?heal\w*|(no|without) (further |human |manual |any )*(action|intervention)|(nothing|nobody|no one) (needs|has) to|(will|going to) (now |then )?(be )?(re-?deployed?|fix(ed)?|repair(ed)?|resolved?|remediated?)|(can|safe to)( safely)?( be)? ignored?)\b/i;
const mentionsRedeploy = /\bre-?deploy\w*/i;

/**
 * The text that people see for a usable reply: the model's, as plain text of at most `maxTextLength` code points, with
 * the key figures added where it names none of the facts' figures. Nothing in a text of `actionRequired` promises a
 * repair that will not come; where the policy refused the model's proposal, it says why. `findings` is the same without
 * what was added. Null when nothing readable is left: the rules then have to say what happened.
 */
export function modelText(
  reply: HaikuReply,
  policy: PolicyDecision,
  about: { readonly input: DiagnosisInput; readonly features: Features; readonly packet: EvidencePacket }
): { readonly text: string; readonly findings: string } | null {
  const refused = reply.classification === 'autoFixable' && !policy.permitsRedeploy;
  const misleads = (sentence: string) =>
    claims.test(sentence) ||
    (!policy.permitsRedeploy && promises.test(sentence)) ||
    (refused && mentionsRedeploy.test(sentence));
  const body = sentencesOf(plainText(reply.text))
    .filter((sentence) => !misleads(sentence))
    .join(' ');
  if (!/\p{L}{3}/u.test(body)) {
    return null;
  }
  const tail = [
    citesFigures(body, about.packet) ? '' : keyFigures(about.input, about.features),
    refused ? `No automatic redeploy: ${policy.reason}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
  const room = maxTextLength - (tail === '' ? 0 : Array.from(tail).length + 1);
  const findings = capText(asSentence(body), room);
  return { text: tail === '' ? findings : `${findings} ${tail}`, findings };
}

/** At least one figure of the text stands in the facts too. */
function citesFigures(text: string, packet: EvidencePacket): boolean {
  const measured = numbersIn(packet.facts.map((fact) => fact.text).join('\n'));
  return [...numbersIn(text)].some((number) => measured.has(number));
}

function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

import { storableText } from '../lib/storable';

/** Why a person does something, in words. */
export const personReasonSchema = storableText(500).refine(
  (reason) => reason.trim().length >= 3,
  'at least 3 characters that say why'
);

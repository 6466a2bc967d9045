import { parsedUrl } from './parsed-url';
import { z } from 'zod';

/** Host, port and path: no user, query or fragment, and no white space or control characters. */
const plainAddress =
  /^[Hh][Tt]{2}[Pp][Ss]?:\/\/(?:[A-Za-z0-9._\u00a1-\uffff-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:\/[!-"$->@-[\]-~\u00a1-\uffff]*)?$/;

/** What a base address must be, in words. */
export const addressText =
  'an http or https URL without credentials, query or fragment, such as https://shop.example.com';

const maxAddressLength = 2000;

/**
 * Base address of a system, as a reporter, the catalogue or a command line gives it. A target is stored, shown to every `read` key
 * and told to Slack and the model, so what could hold a secret is refused: a user or password always; a query or a
 * fragment because that is where tokens travel, and a base address needs neither. The refusal never repeats the value.
 */
export const addressSchema = z
  .string()
  .max(maxAddressLength)
  .regex(plainAddress, addressText)
  .refine((address) => address.isWellFormed() && parsedUrl(address) !== null, addressText);

/**
 * What is wrong with an address that a person has typed, in words that do not repeat it; null for a right one.
 *
 * @example addressProblem('https://me:secret@shop.example.com') // 'holds a user name or password'
 */
export function addressProblem(address: string): string | null {
  if (addressSchema.safeParse(address).success) {
    return null;
  }
  const url = parsedUrl(address);
  if (url !== null && url.username + url.password !== '') {
    return 'holds a user name or password';
  }
  if (url !== null && /[?#]/.test(address)) {
    return 'holds a query or a fragment';
  }
  if (url !== null && address.length > maxAddressLength) {
    return `is longer than ${maxAddressLength} characters`;
  }
  return 'is no http or https URL';
}

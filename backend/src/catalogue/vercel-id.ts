import { z } from 'zod';
import { expected } from './expected';

/** Id of something at Vercel, such as `prj_aB3`; in the catalogue as it is written a variable (`${NAME}`) may stand for it. */
export function vercelId(prefix: string) {
  const text = expected(`letters, digits, "_" and "-", such as ${prefix}_aB3`);
  return z
    .string(text)
    .regex(/^[A-Za-z0-9_-]{1,100}$/, text)
    .meta({ pattern: '^[A-Za-z0-9_-]{1,100}$|\\$\\{' });
}

import { z } from 'zod';

/** A yes or no in a query string: `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

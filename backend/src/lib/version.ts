import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** Version of the product; the one place is backend/package.json, beside both `src` and `dist`. */
export const version: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(resolve(__dirname, '../../package.json'), 'utf8'))).version;

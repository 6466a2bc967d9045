import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

export const roles = ['Viewer', 'Editor', 'Admin'] as const;
export type Role = (typeof roles)[number];

export type Theme = 'light' | 'dark';

const cookieName = 'grafana_session';

const sessionSchema = z.object({
  role: z.enum(roles).default('Admin'),
  theme: z.enum(['light', 'dark']).default('dark'),
  /** Of the user's preferences: an IANA name, `utc` or `browser`. */
  timezone: z.string().default('utc'),
});

/** Who looks at a page, and how. */
export type Session = z.infer<typeof sessionSchema>;

/** The cookie that carries it. */
export function sessionCookie(session: Partial<Session>): { readonly name: string; readonly value: string } {
  return { name: cookieName, value: encodeURIComponent(JSON.stringify(session)) };
}

export function sessionOf(request: IncomingMessage): Session {
  const value = new RegExp(`${cookieName}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
  return sessionSchema.parse(value === undefined ? {} : JSON.parse(decodeURIComponent(value)));
}

/** Whether somebody of this role may do what another one is required for. */
export function isAtLeast(role: Role, required: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(required);
}

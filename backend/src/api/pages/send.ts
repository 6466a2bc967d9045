import type { FastifyReply, FastifyRequest } from 'fastify';
import { entityTag } from '../../lib/entity-tag';
import { type Page, pageText } from './layout';

/** Sends a page, or that nothing has changed since the one that the client knows. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  const text = pageText(page);
  const tag = entityTag(text);
  void reply.header('etag', tag);
  if (reply.statusCode === 200 && request.headers['if-none-match'] === tag) {
    return reply.code(304).send();
  }
  return reply.header('content-type', 'text/html; charset=utf-8').send(text);
}

/** Whether a browser asks, and no program that takes whatever comes. */
export function wantsHtml({ headers }: FastifyRequest): boolean {
  return /\btext\/html\b/.test(headers.accept ?? '');
}

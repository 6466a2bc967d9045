/** The baseline of the banner: Fastify with one route and nothing else, which sends the bytes that it is told to. */
import Fastify from 'fastify';
import { answerMessages } from '../lib/child';

export interface BareRoute {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
}

answerMessages<BareRoute, string>(async ({ path, body, headers, etag }) => {
  const app = Fastify();
  app.get(path, (request, reply) => {
    void reply.headers(headers);
    return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(body);
  });
  return app.listen({ host: '127.0.0.1', port: 0 });
});

import express from 'express';
import { createServer } from 'node:http';
import { loadTestBanner } from '../../admin/examples/express/load-test-banner';
import { listen } from './listen';
import { isValidCookie, itProxiesTheBanner } from './proxy-contract';

describe('the banner behind the login of an Express site', () => {
  const before = { ...process.env };
  afterAll(() => {
    process.env = before;
  });

  itProxiesTheBanner(async (env) => {
    Object.assign(process.env, env);
    const app = express();
    app.use(
      '/admin/load-test-banner',
      loadTestBanner((request) => isValidCookie(request.get('cookie')))
    );
    return listen(createServer(app));
  });
});

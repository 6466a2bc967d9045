import { problemType } from '../../http';

/** Problem documents by status. */
export const problemExamples = {
  400: {
    type: problemType('bad-request'),
    title: 'Bad Request',
    status: 400,
    detail: '2 things are wrong with the body of the request.',
    instance: '/api/v1/runs',
    requestId: 'LLQsM91Z-2j',
    errors: [
      {
        where: 'body.id',
        what: 'has the wrong form',
        right: 'letters, digits, ".", "_" and "-", at most 100 characters',
      },
      { where: 'body.reporter', what: 'is not one of the accepted values' },
    ],
  },
  401: {
    type: problemType('unauthorized'),
    title: 'Unauthorized',
    status: 401,
    detail: 'This route needs an API key as "Authorization: Bearer <key>".',
    instance: '/api/v1/runs',
    requestId: 'LLQsM91Z-2k',
  },
  409: {
    type: problemType('conflict'),
    title: 'Conflict',
    status: 409,
    detail: 'Run "checkout-ci-4711" was announced before with other content (by cli). Give every run an id of its own.',
    instance: '/api/v1/runs',
    requestId: 'LLQsM91Z-2i',
  },
  503: {
    type: problemType('unavailable'),
    title: 'Service Unavailable',
    status: 503,
    detail: 'The sidecar is shutting down.',
    instance: '/api/v1/runs',
    requestId: 'LLQsM91Z-2m',
  },
};

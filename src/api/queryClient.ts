import { QueryClient } from '@tanstack/react-query';
import { SidecarError } from './sidecar';

/**
 * The app's one cache of answers. A request that failed is tried once more only where trying may help; a person decides
 * about the rest. What is on screen is younger than a few seconds, or is asked for again when somebody looks at it.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 1 && error instanceof SidecarError && error.kind === 'unreachable',
        retryDelay: 500,
        staleTime: 5_000,
      },
      mutations: { retry: false },
    },
  });
}

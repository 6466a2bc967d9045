import React, { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { object, optional, string } from 'zod/mini';
import { locationUtil } from '@grafana/data';
import { pluginId } from '../constants';
import { progressSchema } from './progress';

/** `live`: the sidecar tells at once what has changed; `polling`: it is asked every few seconds instead. */
export type Liveness = 'connecting' | 'live' | 'polling';

const pollEveryMs = 10_000;
/** A stream that says nothing for longer has died on the way; the sidecar sends a line every 15 s. */
const silentAfterMs = 45_000;
/** A browser gives up a stream that was refused; somebody may have mended it since. */
const connectAgainAfterMs = 30_000;

const LivenessContext = createContext<Liveness>('polling');

/** How current the page is. */
export function useLiveness(): Liveness {
  return useContext(LivenessContext);
}

/** For `refetchInterval` of a query: the stream asks again when something has changed; without it, the clock does. */
export function useRefetchInterval(): number | false {
  return useLiveness() === 'live' ? false : pollEveryMs;
}

/** Query keys start with what they are about, so that a change touches only those. */
export const keys = {
  runs: ['runs'],
  run: (id: string) => ['run', id],
  incidents: ['incidents'],
  status: ['status'],
  tests: ['tests'],
  redeploySwitch: ['redeploySwitch'],
} as const;

const aboutRunSchema = object({ runId: string() });
const changeSchema = object({ kind: string(), id: string(), runId: optional(string()) });

/**
 * Listens to the sidecar's events (server-sent, through Grafana's proxy) and has the answers that a change touches asked
 * for again. The browser connects again by itself; meanwhile the pages poll.
 */
export function LiveUpdates({ children }: { readonly children: ReactNode }) {
  const queryClient = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>(canListen() ? 'connecting' : 'polling');
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (!canListen()) {
      return;
    }
    const source = new EventSource(locationUtil.assureBaseUrl(`/api/plugin-proxy/${pluginId}/api/v1/events`));
    const connectAgain = () => setAttempt((before) => before + 1);
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      setLiveness('live');
      clearTimeout(silence);
      silence = setTimeout(() => {
        setLiveness('polling');
        connectAgain();
      }, silentAfterMs);
    };
    source.addEventListener('hello', () => {
      heard();
      // Whatever happened while nobody listened.
      void queryClient.invalidateQueries();
    });
    source.addEventListener('heartbeat', heard);
    source.addEventListener('change', (event) => {
      heard();
      const change = changeSchema.safeParse(parseJson(event.data));
      for (const queryKey of change.success ? touchedBy(change.data) : [[]]) {
        void queryClient.invalidateQueries({ queryKey });
      }
    });
    source.addEventListener('progress', (event) => {
      heard();
      const told = parseJson(event.data);
      const about = aboutRunSchema.safeParse(told);
      const progress = progressSchema.safeParse(told);
      if (about.success && progress.success) {
        // Only what is on the page: nothing is asked for because of it.
        queryClient.setQueryData(keys.run(about.data.runId), (run: object | undefined) =>
          run === undefined ? undefined : { ...run, progress: progress.data }
        );
      }
    });
    let again: ReturnType<typeof setTimeout> | undefined;
    source.addEventListener('error', () => {
      setLiveness('polling');
      // The browser connects again by itself, unless it has given up.
      clearTimeout(silence);
      if (source.readyState === EventSource.CLOSED) {
        again = setTimeout(connectAgain, connectAgainAfterMs);
      }
    });
    return () => {
      clearTimeout(silence);
      clearTimeout(again);
      source.close();
    };
  }, [queryClient, attempt]);

  return <LivenessContext.Provider value={liveness}>{children}</LivenessContext.Provider>;
}

function touchedBy({ kind, id, runId }: { kind: string; id: string; runId?: string | undefined }) {
  switch (kind) {
    case 'run':
      return [keys.runs, keys.run(id)];
    case 'incident':
      return [keys.incidents, keys.runs, ...(runId === undefined ? [] : [keys.run(runId)])];
    default:
      // A newer sidecar's word: everything may have changed.
      return [[]];
  }
}

/** Every browser that Grafana supports can; jsdom cannot. */
function canListen(): boolean {
  return typeof EventSource !== 'undefined';
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

import React from 'react';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { keys, LiveUpdates, useLiveness, useRefetchInterval } from './live';

/** In the place of the browser's: it says what the test says. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static readonly opened: FakeEventSource[] = [];
  readyState = 0;
  isClosed = false;

  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  close(): void {
    this.isClosed = true;
  }

  says(name: string, data: unknown): void {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    act(() => void this.dispatchEvent(new MessageEvent(name, { data: text })));
  }

  fails(readyState: number): void {
    this.readyState = readyState;
    act(() => void this.dispatchEvent(new Event('error')));
  }
}

const shown = { runs: keys.runs, run1: keys.run('run-1'), run2: keys.run('run-2'), incidents: keys.incidents };
let asked: string[];
let client: QueryClient;
const stream = () => FakeEventSource.opened.at(-1)!;
const wait = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

function Page() {
  const liveness = useLiveness();
  const refetchInterval = useRefetchInterval();
  return (
    <>
      <p>{`${liveness}, asks every ${String(refetchInterval)}`}</p>
      {Object.entries(shown).map(([name, queryKey]) => (
        <Shown key={name} name={name} queryKey={queryKey} />
      ))}
    </>
  );
}

function Shown({ name, queryKey }: { readonly name: string; readonly queryKey: readonly string[] }) {
  useQuery({
    queryKey,
    queryFn: () => {
      asked.push(name);
      return asked.length;
    },
  });
  return null;
}

async function open() {
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const rendered = render(
    <QueryClientProvider client={client}>
      <LiveUpdates>
        <Page />
      </LiveUpdates>
    </QueryClientProvider>
  );
  await wait(0);
  return rendered;
}

/** What was asked again since the last time. */
async function askedAgain(): Promise<readonly string[]> {
  await wait(0);
  return asked.splice(0).sort();
}

const all = Object.keys(shown).sort();
const change = (data: object) => stream().says('change', data);

beforeEach(() => {
  jest.useFakeTimers();
  asked = [];
  FakeEventSource.opened.length = 0;
  Object.assign(globalThis, { EventSource: FakeEventSource });
});
afterEach(() => {
  jest.useRealTimers();
  Reflect.deleteProperty(globalThis, 'EventSource');
});

describe('while the sidecar tells of changes', () => {
  beforeEach(async () => {
    await open();
    expect(screen.getByText(/^connecting, asks every 10000/)).toBeInTheDocument();
    await askedAgain();
    stream().says('hello', { version: '1.2.3' });
  });

  it('is live, does not poll, and asks for everything that may have changed before', async () => {
    expect(stream().url).toBe('/api/plugin-proxy/blueclerk-loadtest-app/api/v1/events');
    expect(screen.getByText('live, asks every false')).toBeInTheDocument();
    expect(await askedAgain()).toEqual(all);
  });

  it.each([
    ['a run', { kind: 'run', id: 'run-1', test: 'a', runId: 'run-1', status: 'judged' }, ['run1', 'runs']],
    ['an incident', { kind: 'incident', id: 'i', test: 'a', runId: 'run-2' }, ['incidents', 'run2', 'runs']],
    ['an incident of no run', { kind: 'incident', id: 'i', test: 'a' }, ['incidents', 'runs']],
    ['something new', { kind: 'schedule', id: 's' }, all],
  ])('asks after a change of %s only for what it touches', async (_, data, touched) => {
    await askedAgain();
    change(data);
    expect(await askedAgain()).toEqual(touched);
  });

  it('asks for everything after a change that it does not understand', async () => {
    await askedAgain();
    stream().says('change', 'no JSON');
    expect(await askedAgain()).toEqual(all);
  });

  it('puts the progress of a run into what is known of it, and asks for nothing', async () => {
    await askedAgain();
    const progress = {
      stage: 'running',
      elapsedSeconds: 4,
      plannedSeconds: 60,
      virtualUsers: 5,
      iterations: 9,
      requests: 50,
      p95ResponseTimeMs: 120,
      errorRate: 0,
    };
    client.setQueryData(keys.run('run-1'), { id: 'run-1', progress: null });
    stream().says('progress', { runId: 'run-1', test: 'a', ...progress });
    stream().says('progress', { runId: 'run-1', stage: 7 });
    stream().says('progress', { runId: 'nobody-looks-at', test: 'a', ...progress });
    expect(client.getQueryData(keys.run('run-1'))).toEqual({ id: 'run-1', progress });
    expect(client.getQueryData(keys.run('nobody-looks-at'))).toBeUndefined();
    expect(await askedAgain()).toEqual([]);
  });

  it('stays live on signs of life alone, which touch nothing', async () => {
    await askedAgain();
    for (let beat = 0; beat < 8; beat += 1) {
      await wait(15_000);
      stream().says('heartbeat', {});
    }
    expect(screen.getByText(/^live/)).toBeInTheDocument();
    expect(await askedAgain()).toEqual([]);
  });

  it('polls and connects again when it has heard nothing for longer than a sign of life takes', async () => {
    await wait(44_000);
    expect(screen.getByText(/^live/)).toBeInTheDocument();
    await wait(1_000);
    expect(screen.getByText('polling, asks every 10000')).toBeInTheDocument();
    expect(FakeEventSource.opened).toHaveLength(2);
    expect(FakeEventSource.opened[0]?.isClosed).toBe(true);
    stream().says('hello', { version: '1.2.3' });
    expect(screen.getByText(/^live/)).toBeInTheDocument();
  });

  it('polls while the browser connects again by itself, and catches up afterwards', async () => {
    await askedAgain();
    stream().fails(0);
    expect(screen.getByText(/^polling/)).toBeInTheDocument();
    await wait(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
    stream().says('hello', { version: '1.2.4' });
    expect(screen.getByText(/^live/)).toBeInTheDocument();
    expect(await askedAgain()).toEqual(all);
  });

  it('connects again itself where the browser has given up', async () => {
    stream().fails(FakeEventSource.CLOSED);
    await wait(29_000);
    expect(FakeEventSource.opened).toHaveLength(1);
    await wait(1_000);
    expect(FakeEventSource.opened).toHaveLength(2);
    expect(FakeEventSource.opened[0]?.isClosed).toBe(true);
    stream().says('hello', { version: '1.2.3' });
    expect(screen.getByText(/^live/)).toBeInTheDocument();
  });
});

it('hangs up when the app is left, and does not connect again', async () => {
  const { unmount } = await open();
  stream().fails(FakeEventSource.CLOSED);
  unmount();
  await wait(60_000);
  expect(FakeEventSource.opened).toHaveLength(1);
  expect(stream().isClosed).toBe(true);
});

it('polls where the browser has no event streams', async () => {
  Reflect.deleteProperty(globalThis, 'EventSource');
  await open();
  expect(screen.getByText('polling, asks every 10000')).toBeInTheDocument();
});

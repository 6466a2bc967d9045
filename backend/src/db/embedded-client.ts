import { PGlite, type PGliteOptions, type QueryOptions, type Results, type Transaction } from '@electric-sql/pglite';
import { z } from 'zod';
import { requireRoom } from '../lib/disk-room';

/** The engine of the embedded records cannot be used any more in this process; what was acknowledged is on disk. */
export class EnginePanicError extends Error {
  override readonly name = 'EnginePanicError';
}

interface EmbeddedClientOptions extends PGliteOptions {
  readonly dataDir: string;
  /** Called once. From then on every statement fails. */
  readonly panicked: (error: EnginePanicError) => void;
}

const severitySchema = z.object({ severity: z.string() });
const isReading = /^\s*(?:select|show)\b/i;

/**
 * PGlite that changes nothing on a full disk, and that is never asked again after a panic: any further call would spin
 * in WebAssembly for ever, and with it the whole process.
 */
export class EmbeddedClient extends PGlite {
  private readonly folder: string;
  private readonly panicked: EmbeddedClientOptions['panicked'];
  private panic: EnginePanicError | null = null;

  constructor({ panicked, ...options }: EmbeddedClientOptions) {
    super(options);
    this.folder = options.dataDir;
    this.panicked = panicked;
  }

  override async query<Row>(text: string, params?: unknown[], options?: QueryOptions): Promise<Results<Row>> {
    if (!isReading.test(text)) {
      requireRoom(this.folder, 'records');
    }
    return super.query<Row>(text, params, options);
  }

  override async transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    requireRoom(this.folder, 'records');
    return super.transaction(work);
  }

  // Whatever is asked comes by one of these three.

  override execProtocolRawSync(message: Uint8Array): Uint8Array {
    if (this.panic) {
      throw this.panic;
    }
    return super.execProtocolRawSync(message);
  }

  override execProtocol(...asked: Parameters<PGlite['execProtocol']>): ReturnType<PGlite['execProtocol']> {
    return this.noticing(super.execProtocol(...asked));
  }

  override execProtocolStream(
    ...asked: Parameters<PGlite['execProtocolStream']>
  ): ReturnType<PGlite['execProtocolStream']> {
    return this.noticing(super.execProtocolStream(...asked));
  }

  private async noticing<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      const severity = severitySchema.safeParse(error).data?.severity;
      if (severity === 'PANIC' && this.panic === null) {
        const reason = error instanceof Error ? error.message : 'no reason given';
        this.panic = new EnginePanicError(
          `The embedded database in ${this.folder} has panicked (${reason}) and can only be used by a new process. ` +
            'What was acknowledged is on disk. If the disk is full, make room on it and start the sidecar again.',
          { cause: error }
        );
        this.panicked(this.panic);
      }
      throw error;
    }
  }
}

import type { Config } from '../../config';
import type { HttpApp } from '../../http';
import { systemErrorCode } from '../../lib/error-code';
import { StartError } from '../start-error';

/** @returns the base URL. @throws StartError when the address is taken or cannot be used. */
export async function listen(app: HttpApp, { host, port }: Config['http']): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EADDRINUSE') {
      throw new StartError(`Port ${port} on ${host} is taken. Stop what listens there, or set PORT.`);
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new StartError(`The sidecar cannot listen on ${host}:${port} (${code}). Set HOST and PORT.`);
    }
    throw error;
  }
}

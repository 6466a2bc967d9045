import { startShop } from '../../demo/shop';
import { say, start } from '../environment';
import { everywhere, untilStopped } from './container';

/** The system under test of the demo. */
async function main(): Promise<void> {
  const shop = await startShop('healthy', { port: 3333, host: everywhere });
  say('The shop answers on port 3333');
  untilStopped(() => shop.close());
}

start(main);

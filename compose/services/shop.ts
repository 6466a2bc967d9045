import { startShop } from '../../demo/shop';
import { everywhere, say, untilStopped } from './environment';

/** The system under test of the demo. */
async function main(): Promise<void> {
  const shop = await startShop('healthy', { port: 3333, host: everywhere });
  say('The shop answers on port 3333');
  untilStopped(() => shop.close());
}

void main();

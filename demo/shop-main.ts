import { startShop } from './shop';

const usage = `npm run shop [-- --help]

A small shop on http://127.0.0.1:3333 for the load tests of k6/loadtests.yaml, until Ctrl-C. SHOP_PORT is another port;
then DEMO_TARGET tells the sidecar the address.`;

async function main(): Promise<void> {
  const port = Number(process.env.SHOP_PORT || 3333);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(
      `SHOP_PORT is ${JSON.stringify(process.env.SHOP_PORT)}; right would be: a whole number from 1 to 65535`
    );
  }
  const shop = await startShop('healthy', { port }).catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken
      ? new Error(`Something else listens on port ${port}. Stop it, or set SHOP_PORT to another port.`)
      : error;
  });
  process.stdout.write(
    `A shop answers at ${shop.url}. Until Ctrl-C, in another terminal:\n` +
      `  curl -X PUT -d down ${shop.url}/mode             all of it answers 503\n` +
      `  curl -X PUT -d brokenCheckout ${shop.url}/mode   its checkout answers 500\n` +
      `  curl -X PUT -d slowStart ${shop.url}/mode        slow for 3.5 s after each pause\n` +
      `  curl -X PUT -d healthy ${shop.url}/mode          all is well again\n`
  );
}

if (process.argv.includes('--help')) {
  process.stdout.write(`${usage}\n`);
} else {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

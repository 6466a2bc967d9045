import { provideAll, testParts } from './all';

/**
 * Makes the real parts available without running a test: `npm run parts`. CI does this beside its other steps. Exit
 * code 1 when one cannot be had.
 */
async function main(): Promise<void> {
  const provided = await provideAll(testParts, (part, line) => console.log(`  ${part.name.padEnd(12)} ${line}`));
  for (const [part, outcome] of provided) {
    if ('missing' in outcome) {
      console.log(`  ${part.name.padEnd(12)} cannot be had: ${outcome.missing}`);
      process.exitCode = 1;
    }
  }
}

// Ended from outside, the builds under way are ended as well (see command.ts).
process.once('SIGTERM', () => process.exit(143));
process.once('SIGINT', () => process.exit(130));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

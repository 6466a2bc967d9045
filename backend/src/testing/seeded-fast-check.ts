import fc from 'fast-check';

/**
 * Properties try the same cases in every run, so that none of them fails by chance where something else was changed.
 * `npm run test:full` tries others each time: FAST_CHECK_SEED.
 */
const seed = Number(process.env.FAST_CHECK_SEED || 20_261_130);
if (!Number.isInteger(seed)) {
  throw new Error(`FAST_CHECK_SEED is ${process.env.FAST_CHECK_SEED}; right would be: a whole number`);
}
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

export default fc;

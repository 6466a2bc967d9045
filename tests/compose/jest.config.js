const path = require('node:path');
const { projects } = require('../../jest.config.js');

const { displayName, rootDir, testEnvironment, transform, transformIgnorePatterns } = projects.find(
  (project) => project.displayName === 'stack'
);

/** What `npm run test:compose` runs; `npm test` does not know these files. */
module.exports = {
  displayName,
  rootDir,
  testEnvironment,
  transform,
  transformIgnorePatterns,
  roots: [path.resolve(__dirname)],
  testMatch: [path.join(__dirname, '*.compose.ts')],
};

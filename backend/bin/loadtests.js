#!/usr/bin/env node
'use strict';

const { existsSync } = require('fs');
const { join } = require('path');

/** What is wrong with this Node; null for one that is new enough. Anything older must still be able to read this file. */
function problemOfNode(wanted) {
  const numbers = (version) => version.replace(/^\D*/, '').split('.').map(Number);
  const is = numbers(process.versions.node);
  const least = numbers(wanted);
  const old = is[0] < least[0] || (is[0] === least[0] && is[1] < (least[1] || 0));
  return old
    ? `this is Node ${process.versions.node} (${process.execPath}), and it takes ${least.join('.')} or newer`
    : null;
}

/** In a clone the source runs as it is, so that it never differs from a forgotten build; elsewhere the build does. */
function load() {
  const source = join(__dirname, '../src/cli/main.ts');
  if (existsSync(source)) {
    let tsx;
    try {
      tsx = require('tsx/cjs/api');
    } catch (error) {
      // Installed without development dependencies.
    }
    if (tsx) {
      tsx.register();
      return require(source);
    }
  }
  try {
    return require('../dist/cli/main.js');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND' || existsSync(join(__dirname, '../dist/cli/main.js'))) {
      throw error;
    }
    console.error('loadtests: not built yet; run "npm run build:backend" first');
    process.exit(70);
  }
}

const problem = problemOfNode(require('../package.json').engines.node);
if (problem !== null) {
  console.error(`loadtests: ${problem}`);
  process.exit(70);
}
load()
  .main(process.argv.slice(2))
  .then((exitCode) => {
    process.exitCode = exitCode;
  });

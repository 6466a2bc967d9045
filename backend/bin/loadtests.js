#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** In a clone the source runs as it is, so that it never differs from a forgotten build; elsewhere the build does. */
function load() {
  const source = join(__dirname, '../src/cli/main.ts');
  if (existsSync(source)) {
    let tsx;
    try {
      tsx = require('tsx/cjs/api');
    } catch {
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

load()
  .main(process.argv.slice(2))
  .then((exitCode) => {
    process.exitCode = exitCode;
  });

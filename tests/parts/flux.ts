import { chmod, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from './command';
import { findOnPath } from './find';
import { goInstall } from './go';
import { buildFolder, cacheBin, type Progress } from './part';

/** The environment in which InfluxDB builds, or why there is none. */
type FluxToolchain = { readonly env: Readonly<Record<string, string>> } | { readonly missing: string };

/**
 * What building InfluxDB needs beside Go: its query language Flux is a Rust library, which a pkg-config of InfluxData's
 * own compiles during the build.
 */
export async function fluxToolchain(progress: Progress): Promise<FluxToolchain> {
  const needed = ['go', 'cargo', 'cc', 'pkg-config'];
  const found = await Promise.all(needed.map((command) => findOnPath(command)));
  const notFound = needed.filter((_, index) => found[index] === null);
  if (notFound.length > 0) {
    return { missing: `building it needs Go, Rust, a C compiler and pkg-config; not on PATH: ${notFound.join(', ')}` };
  }
  const pkgConfig = path.join(cacheBin, 'pkg-config-flux');
  const problem = await goInstall(
    { package: 'github.com/influxdata/pkg-config', version: 'v0.3.0', binary: pkgConfig, minutes: 5 },
    (line) => progress(`Flux's pkg-config: ${line}`)
  );
  if (problem !== null) {
    return { missing: problem };
  }
  const env = { PKG_CONFIG: pkgConfig, RUSTC_WRAPPER: await rustcWrapper() };
  const toolchain = await activeRustToolchain();
  return { env: toolchain === null ? env : { ...env, RUSTUP_TOOLCHAIN: toolchain } };
}

/** Flux denies compiler warnings, and newer compilers have more of them than its authors could know. */
async function rustcWrapper(): Promise<string> {
  const file = path.join(await buildFolder('flux'), 'rustc-with-warnings');
  await writeFile(file, '#!/bin/sh\nexec "$@" --cap-lints=warn\n');
  await chmod(file, 0o755);
  return file;
}

/** Flux pins an old Rust in its rust-toolchain.toml; naming the one at hand keeps rustup from fetching another. */
async function activeRustToolchain(): Promise<string | null> {
  const { exitCode, output } = await runCommand('rustup', ['show', 'active-toolchain'], { cwd: os.tmpdir() });
  return exitCode === 0 ? (output.trim().split(/\s/)[0] ?? null) : null;
}

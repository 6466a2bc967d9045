import path from 'node:path';
import CopyWebpackPlugin from 'copy-webpack-plugin';
import type { Configuration } from 'webpack';
import scaffold, { type Env } from './.config/webpack/webpack.config.ts';

/** The scaffold's build, and what it leaves out of a panel within the app: the pictures. */
export default async function config(env: Env): Promise<Configuration> {
  const base = await scaffold(env);
  return {
    ...base,
    cache: {
      type: 'filesystem',
      buildDependencies: {
        config: ['webpack.config.ts', '.config/webpack/webpack.config.ts'].map((file) => path.resolve(file)),
      },
    },
    plugins: [...(base.plugins ?? []), new CopyWebpackPlugin({ patterns: [{ from: 'panels/*/img/*', to: '.' }] })],
  };
}

import type { Files } from '../archive';
import { parsePluginJson, type PluginJson } from './plugin-json';

/** What is to be published. */
export interface Candidate {
  /** The archive's files by their path in it, with its root folder. */
  readonly archive: Files;
  /** What it is made from, by path in the repository: `src`, `package.json`, the configuration of webpack. */
  readonly repository: Files;
}

/** Says what is wrong, each with its place and what would be right; nothing when the rule is kept. */
export type Rule = (candidate: Candidate) => readonly string[];

/** A plugin.json of the archive: the app's own, or that of a plugin nested in it. */
export interface Plugin {
  /** Path in the archive, such as `blueclerk-loadtest-app/plugin.json`. */
  readonly path: string;
  /** Its folder in the archive, ending in a slash. */
  readonly folder: string;
  readonly json: PluginJson;
}

/** Folder in the archive of the app itself, ending in a slash: where the shortest path of a plugin.json is. */
export function rootFolder({ archive }: Candidate): string {
  const [shortest = ''] = pluginJsonPaths(archive).sort((one, other) => one.length - other.length);
  return shortest.slice(0, shortest.lastIndexOf('/') + 1);
}

/** Every plugin.json that can be read; one that cannot is a problem of its own rule. The app's comes first. */
export function plugins(candidate: Candidate): readonly Plugin[] {
  return pluginJsonPaths(candidate.archive)
    .sort((one, other) => one.length - other.length)
    .flatMap((path) => {
      const parsed = parsePluginJson(textOf(candidate.archive, path));
      return parsed.success ? [{ path, folder: path.slice(0, path.lastIndexOf('/') + 1), json: parsed.data }] : [];
    });
}

export function pluginJsonPaths(archive: Files): string[] {
  return [...archive.keys()].filter((path) => /(^|\/)plugin\.json$/.test(path));
}

/** Empty where there is no such file. */
export function textOf(files: Files, path: string): string {
  const content = files.get(path);
  return content === undefined ? '' : new TextDecoder().decode(content);
}

/** A path as a file of the archive names it, or null when it leads out of the archive's root folder. */
export function resolveIn(candidate: Candidate, folder: string, relative: string): string | null {
  const steps: string[] = [];
  for (const step of `${folder}${relative}`.split('/')) {
    if (step === '..') {
      steps.pop();
    } else if (step !== '.') {
      steps.push(step);
    }
  }
  const path = steps.join('/');
  const absolute = relative.startsWith('/') || /^[a-z]+:/i.test(relative);
  return !absolute && path.startsWith(rootFolder(candidate)) ? path : null;
}

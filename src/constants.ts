import pluginJson from './plugin.json';

export const pluginId = pluginJson.id;

/** Where an administrator enters the sidecar's address and keys. */
export const configurationPath = `/plugins/${pluginId}?page=configuration`;

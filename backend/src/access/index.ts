export { loadApiKeys, storeConfiguredKeys, storeKey } from './api-key-store';
export { type ApiKeyDirectory, generateApiKey, grants } from './api-keys';
export { localAdminKey } from './local-key';

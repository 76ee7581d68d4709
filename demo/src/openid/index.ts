export * from './people.js';
export { startOpenIdProviders, type OpenIdOptions, type OpenIdProviders } from './start.js';

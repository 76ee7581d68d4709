export * from './openid/index.js';
export * from './servers/index.js';

// At import the library warns of every Node release without an LTS name, also of ones newer than it knows. People
// who start the evaluation environment cannot do anything about that, so it is not the first thing they read.
const warn = console.warn;
console.warn = () => undefined;
const library = await import('oidc-provider');
console.warn = warn;

export const { Provider, errors, interactionPolicy } = library;

/** Whether an address names this machine itself, whatever a resolver would say. */
export function isLoopbackHost({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

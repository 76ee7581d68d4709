// Runs before the first paint, so that a remembered theme does not flash; a file because the policy forbids inline scripts.
try {
  const theme = globalThis.localStorage.getItem('castellan.theme');
  if (theme === 'light' || theme === 'dark') globalThis.document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be blocked: the system's theme is used.
}

/**
 * Where an organization's provider sends the browser back to.
 *
 * Each organization has an address of its own, so that an answer of one provider cannot be taken for another's.
 */
export function callbackAddress(publicUrl: URL, organizationSlug: string): URL {
  return new URL(`/auth/callback/${encodeURIComponent(organizationSlug)}`, publicUrl);
}

const border = '__';

/** The longest name that models' interfaces take; one that is longer makes them refuse the whole list. */
const longestToolName = 128;

/** What a tool or prompt is called at the aggregated address: the connector's word, then its own name. */
export function exposedName(slug: string, name: string): string {
  return `${slug}${border}${name}`;
}

/**
 * Which connector and which own name an exposed name means; undefined if it can mean none.
 *
 * A connector's word has no underscores, so the first two are the border, whatever the own name looks like.
 */
export function partsOfExposed(
  exposed: string,
): { readonly slug: string; readonly name: string } | undefined {
  const at = exposed.indexOf(border);
  if (at < 1) return undefined;
  return { slug: exposed.slice(0, at), name: exposed.slice(at + border.length) };
}

/** Whether a tool can be offered under its exposed name. One that cannot is used at its connector's own address. */
export function isExposable(slug: string, toolName: string): boolean {
  return exposedName(slug, toolName).length <= longestToolName;
}

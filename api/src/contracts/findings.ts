import type { Contract, Definition } from './contract.js';
import { suggestClassification } from './classification.js';
import { invisible } from './invisible-text.js';

/** Something a look at a definition noticed. A help for the person who decides, never a decision. */
export interface Finding {
  readonly rule: string;
  readonly severity: 'notice' | 'warning' | 'high';
  /** JSON Pointer into the definition. */
  readonly field: string;
  /** The text at fault, invisible characters written as code points. */
  readonly excerpt: string;
  readonly explanation: string;
}

/** Longer descriptions hide things by their length alone, in characters. */
const longText = 4_000;

/** Looks at everything a model can see of one offering. */
export function findingsOf(contract: Contract): Finding[] {
  return [...textFindings(contract.definition), ...annotationFindings(contract)];
}

function textFindings(definition: Definition): Finding[] {
  const found: Finding[] = [];
  for (const { path, text } of texts(definition, '')) {
    const position = text.search(invisible);
    if (position >= 0) {
      found.push({
        rule: 'invisible-text',
        severity: 'high',
        field: path,
        excerpt: visibly(text.slice(Math.max(0, position - 20), position + 20)),
        explanation: 'Contains characters that a person cannot see and a model reads.',
      });
    }
    if (text.length > longText) {
      found.push({
        rule: 'very-long-text',
        severity: 'warning',
        field: path,
        excerpt: visibly(text.slice(0, 60)),
        explanation: `Is ${text.length} characters long; read it to its end before you approve it.`,
      });
    }
  }
  return found;
}

function annotationFindings(contract: Contract): Finding[] {
  if (contract.kind !== 'tool') return [];
  const annotations = contract.definition['annotations'] as { readOnlyHint?: unknown } | undefined;
  const suggested = suggestClassification(contract.kind, contract.name, contract.definition);
  if (annotations?.readOnlyHint !== true || suggested === 'read') return [];
  return [
    {
      rule: 'claims-read-only',
      severity: 'warning',
      field: '/annotations/readOnlyHint',
      excerpt: 'readOnlyHint: true',
      explanation: `The server says this tool only reads, but its name says it ${suggested === 'destructive' ? 'destroys' : 'writes'}.`,
    },
  ];
}

function* texts(value: unknown, path: string): Generator<{ path: string; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* texts(item, `${path}/${index}`);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      yield { path: at, text: key };
      yield* texts(item, at);
    }
  }
}

function visibly(text: string): string {
  return [...text]
    .map((character) =>
      invisible.test(character)
        ? `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`
        : character,
    )
    .join('');
}

import type { ReadResourceResult, Resource, ResourceTemplateType } from '@modelcontextprotocol/server';
import { PIXEL } from './content.js';

export const WATCHED_URI = 'test://watched-resource';

/** The resources that the suite lists and reads. */
export const resources: readonly Resource[] = [
  { uri: 'test://static-text', name: 'static-text', description: 'A fixed text.', mimeType: 'text/plain' },
  {
    uri: 'test://static-binary',
    name: 'static-binary',
    description: 'A fixed picture.',
    mimeType: 'image/png',
  },
  { uri: WATCHED_URI, name: 'watched-resource', description: 'A text to watch.', mimeType: 'text/plain' },
];

export const resourceTemplates: readonly ResourceTemplateType[] = [
  {
    uriTemplate: 'test://template/{id}/data',
    name: 'template',
    description: 'One record by its id.',
    mimeType: 'application/json',
  },
];

/** Reads a resource by its address, or answers nothing where there is none. */
export function readResource(uri: string): ReadResourceResult | undefined {
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id) return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify({ id }) }] };

  const resource = resources.find((candidate) => candidate.uri === uri);
  if (!resource) return undefined;
  const { mimeType } = resource;
  return {
    contents: [
      mimeType === 'image/png'
        ? { uri, mimeType, blob: PIXEL }
        : { uri, mimeType, text: resource.description ?? '' },
    ],
  };
}

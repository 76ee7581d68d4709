import { expect, test } from 'vitest';
import { findMarkers, type Marker } from './markers.js';

function markersOf(text: string): readonly Marker[] {
  const found = new Set<Marker>();
  findMarkers(text, ['acme.example'], found);
  return [...found];
}

test.each([
  'https://evil.example?x=@acme.example/',
  'https://evil.example#@acme.example/',
  'https://evil.example\\@acme.example/',
  'https://me@acme.example:1@evil.example/',
  `https://acme.example:${'a'.repeat(300)}@evil.example/`,
  "https://acme.example:'@evil.example/",
  'https:///evil.example/',
  'https:\\\\evil.example/',
  '-https://evil.example/',
  '_https://evil.example/_',
])('leads to a host that is not listed: %s', (link) => {
  expect(markersOf(`see ${link}`)).toEqual(['unlisted-link']);
});

test.each([
  'https://acme.example: see there',
  'https://me@acme.example:8443/a?b=c@evil.example#d@e',
  '{"url":"https://acme.example","mail":"ann@evil.example"}',
  'xhttps://evil.example',
])('leads to a listed host: %s', (text) => {
  expect(markersOf(text)).toEqual([]);
});

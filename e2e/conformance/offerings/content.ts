import type { CallToolResult, ContentBlock, TextContent } from '@modelcontextprotocol/server';

/** One red pixel as a PNG. */
export const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';

/** A valid WAV file of four silent samples (mono, 8 kHz, 8 bit). */
export const SILENCE = silentWav(4).toString('base64');

export function text(value: string): TextContent {
  return { type: 'text', text: value };
}

export function image(): ContentBlock & { type: 'image' } {
  return { type: 'image', data: PIXEL, mimeType: 'image/png' };
}

/** A tool result of the given blocks; plain strings become text. */
export function result(...content: (ContentBlock | string)[]): CallToolResult {
  return { content: content.map((block) => (typeof block === 'string' ? text(block) : block)) };
}

function silentWav(samples: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples, 40);
  return Buffer.concat([header, Buffer.alloc(samples, 0x80)]);
}

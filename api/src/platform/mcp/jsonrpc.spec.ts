import { describe, expect, it } from 'vitest';
import { classifyMessage } from './jsonrpc.js';

const message = (members: object) => ({ jsonrpc: '2.0', ...members });

describe('a message', () => {
  it.each([
    ['request', message({ id: 1, method: 'ping' })],
    ['request', message({ id: 'a', method: 'ping', params: {}, extra: true })],
    ['notification', message({ method: 'notifications/initialized' })],
    ['response', message({ id: 0, result: {} })],
    ['response', message({ id: 'a', error: { code: -32600, message: '' } })],
    ['response', message({ id: null, error: { code: -32600, message: '' } })],
    ['response', message({ error: { code: -32600, message: '' } })],
  ])('is a %s', (kind, value) => {
    expect(classifyMessage(value)).toEqual({ kind, message: value });
  });

  it.each([
    ['batch_refused', []],
    ['batch_refused', [message({ id: 1, method: 'ping' })]],
    ['invalid_message', null],
    ['invalid_message', 'ping'],
    ['invalid_message', {}],
    ['invalid_message', { id: 1, method: 'ping' }],
    ['invalid_message', { jsonrpc: '1.0', id: 1, method: 'ping' }],
    ['invalid_message', message({ id: 1 })],
    ['invalid_message', message({ id: 1, method: 7 })],
    ['invalid_message', message({ id: 1, method: '' })],
    ['invalid_message', message({ id: null, method: 'ping' })],
    ['invalid_message', message({ id: {}, method: 'ping' })],
    ['invalid_message', message({ id: 1, method: 'ping', params: [] })],
    ['invalid_message', message({ id: 1, method: 'ping', params: null })],
    ['invalid_message', message({ id: 1, result: {}, error: { code: 1, message: '' } })],
    ['invalid_message', message({ id: 1, result: 'text' })],
    ['invalid_message', message({ result: {} })],
    ['invalid_message', message({ id: 1, error: null })],
    ['invalid_message', message({ id: 1, error: { code: '1', message: '' } })],
  ])('is refused as %s: %j', (code, value) => {
    expect(classifyMessage(value)).toMatchObject({ kind: 'invalid', code, explanation: expect.any(String) });
  });
});

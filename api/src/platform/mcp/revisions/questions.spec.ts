import { describe, expect, test } from 'vitest';
import {
  addressesWanted,
  canAnswer,
  inputRequestsOf,
  questionFor,
  questionOf,
  translatedCapabilities,
  wantedAddressesOf,
  type Question,
} from './questions.js';

const form: Question = { method: 'elicitation/create', params: { message: 'Who?', requestedSchema: {} } };
const address: Question = { method: 'elicitation/create', params: { mode: 'url', url: 'https://a.test' } };
const sampling: Question = { method: 'sampling/createMessage', params: { messages: [] } };
const withTools: Question = { method: 'sampling/createMessage', params: { messages: [], tools: [] } };
const roots: Question = { method: 'roots/list' };
const urlName = () => 'a name';

test.each<[object, Question, boolean]>([
  [{}, form, false],
  [{ elicitation: {} }, form, true],
  [{ elicitation: { form: {} } }, form, true],
  [{ elicitation: { url: {} } }, form, false],
  [{ elicitation: {} }, address, false],
  [{ elicitation: { form: {} } }, address, false],
  [{ elicitation: { url: {} } }, address, true],
  [{ elicitation: true }, form, false],
  [{ sampling: {} }, sampling, true],
  [{ sampling: {} }, withTools, false],
  [{ sampling: { tools: {} } }, withTools, true],
  [{ elicitation: {} }, sampling, false],
  [{ roots: { listChanged: true } }, roots, true],
  [{}, roots, false],
])('with %j a client can answer %j: %s', (declared, question, can) => {
  expect(canAnswer({ ...declared }, question)).toBe(can);
});

test.each<[object, object]>([
  [{}, {}],
  [{ elicitation: {} }, { elicitation: {} }],
  [{ elicitation: { form: {}, url: {}, later: {} } }, { elicitation: { form: {}, url: {} } }],
  [{ sampling: { tools: {}, context: { any: 1 } } }, { sampling: { tools: {}, context: {} } }],
  [{ roots: { listChanged: true } }, { roots: {} }],
  [{ experimental: { x: {} }, tasks: {}, extensions: { y: {} } }, {}],
])('of %j the other era hears %j', (declared, heard) => {
  expect(translatedCapabilities({ ...declared })).toEqual(heard);
});

describe('a question', () => {
  test('is one of three, and whole', () => {
    expect(questionOf({ jsonrpc: '2.0', id: 1, method: 'roots/list' })).toEqual(roots);
    for (const none of [{ method: 'ping' }, { method: 'roots/list', params: [] }, {}, null, 'roots/list']) {
      expect(questionOf(none)).toBeUndefined();
    }
  });

  test('is kept word for word, but for what only one era has', () => {
    const asked: Question = {
      method: 'elicitation/create',
      params: {
        ...address.params,
        elicitationId: 'e1',
        task: {},
        _meta: { progressToken: 1, kept: 2 },
        x: 3,
      },
    };
    expect(questionFor('modern', asked, urlName).params).toEqual({
      ...address.params,
      x: 3,
      _meta: { kept: 2 },
    });
    expect(questionFor('legacy', asked, urlName).params?.['elicitationId']).toBe('e1');
    expect(questionFor('legacy', address, urlName).params?.['elicitationId']).toBe('a name');
    expect(questionFor('legacy', form, urlName)).toEqual(form);
    expect(questionFor('legacy', roots, urlName)).toEqual(roots);
  });
});

test('the questions of a result are read by name, and not if one of them is none', () => {
  expect([...(inputRequestsOf({ inputRequests: { __proto__: null, a: form, b: roots } }) ?? [])]).toEqual([
    ['a', form],
    ['b', roots],
  ]);
  expect(inputRequestsOf({})?.size).toBe(0);
  expect(inputRequestsOf({ inputRequests: [] })).toBeUndefined();
  expect(inputRequestsOf({ inputRequests: { a: form, b: { method: 'tools/call' } } })).toBeUndefined();
});

test('addresses travel through the error of the older era and back', () => {
  const error = addressesWanted([address], urlName);
  expect(error).toMatchObject({ code: -32042, data: { elicitations: [{ elicitationId: 'a name' }] } });
  const [back] = (error && wantedAddressesOf(error)) ?? [];
  expect(back && questionFor('modern', back, urlName)).toEqual(address);
  expect(addressesWanted([address, form], urlName)).toBeUndefined();
  expect(addressesWanted([], urlName)).toBeUndefined();
  for (const data of [undefined, {}, { elicitations: [] }, { elicitations: [{ mode: 'url' }] }]) {
    expect(wantedAddressesOf({ code: -32042, message: 'x', data })).toBeUndefined();
  }
});

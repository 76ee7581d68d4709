import { isJsonObject, memberOf, objectOf, textOf, type JsonObject } from '../json/json-value.js';
import { errorCodes, type JsonRpcError } from '../jsonrpc.js';
import type { Era } from './revisions.js';

/** What a server asks a client in the middle of a call: in one era a request, in the other a part of a result. */
export interface Question {
  readonly method: QuestionMethod;
  readonly params?: JsonObject;
}

const questionMethods = ['elicitation/create', 'roots/list', 'sampling/createMessage'] as const;
type QuestionMethod = (typeof questionMethods)[number];

/** What a client can be asked, in words that both eras share; of the rest, the other era knows nothing. */
export function translatedCapabilities(declared: JsonObject): JsonObject {
  const elicitation = flags(declared, 'elicitation', ['form', 'url']);
  const sampling = flags(declared, 'sampling', ['context', 'tools']);
  return {
    ...(elicitation ? { elicitation } : {}),
    ...(sampling ? { sampling } : {}),
    // A change of roots is announced in neither way across the eras.
    ...(objectOf(declared, 'roots') ? { roots: {} } : {}),
  };
}

/** Whether a client said that it can answer this. */
export function canAnswer(declared: JsonObject, { method, params }: Question): boolean {
  switch (method) {
    case 'elicitation/create': {
      const elicitation = objectOf(declared, 'elicitation');
      if (!elicitation) return false;
      const isUrl = textOf(params, 'mode') === 'url';
      // Clients that name no way mean forms, as before there was another.
      const isSilent = !objectOf(elicitation, 'form') && !objectOf(elicitation, 'url');
      return objectOf(elicitation, isUrl ? 'url' : 'form') !== undefined || (isSilent && !isUrl);
    }
    case 'sampling/createMessage': {
      const sampling = objectOf(declared, 'sampling');
      const needsTools = memberOf(params, 'tools') !== undefined;
      return sampling !== undefined && (!needsTools || objectOf(sampling, 'tools') !== undefined);
    }
    case 'roots/list':
      return objectOf(declared, 'roots') !== undefined;
  }
}

/** A message or a part of a result as a question; undefined if it is none of those that clients answer. */
export function questionOf(value: unknown): Question | undefined {
  const method = questionMethods.find((known) => known === memberOf(value, 'method'));
  if (!method) return undefined;
  const params = memberOf(value, 'params');
  if (params === undefined) return { method };
  return isJsonObject(params) ? { method, params } : undefined;
}

/** The questions of a modern result by name; undefined if one of them is no question. */
export function inputRequestsOf(result: JsonObject): ReadonlyMap<string, Question> | undefined {
  const requests = memberOf(result, 'inputRequests') ?? {};
  if (!isJsonObject(requests)) return undefined;
  const questions = new Map<string, Question>();
  for (const [name, request] of Object.entries(requests)) {
    const question = questionOf(request);
    if (!question) return undefined;
    questions.set(name, question);
  }
  return questions;
}

/** A question in the words of an era. Web addresses have a name of their own in the legacy one: `urlName`. */
export function questionFor(era: Era, { method, params }: Question, urlName: () => string): Question {
  if (!params) return { method };
  // Neither a task nor progress is to be had from an answer that comes by another way.
  const { task: _task, elicitationId, _meta: _ownMeta, ...rest } = params;
  const { progressToken: _progressToken, ...meta } = objectOf(params, '_meta') ?? {};
  const isUrl = method === 'elicitation/create' && textOf(params, 'mode') === 'url';
  return {
    method,
    params: {
      ...rest,
      ...(isUrl && era === 'legacy' ? { elicitationId: elicitationId ?? urlName() } : {}),
      ...(Object.keys(meta).length > 0 ? { _meta: meta } : {}),
    },
  };
}

/** The addresses that a legacy server wants opened before the call is made again; undefined if it names none. */
export function wantedAddressesOf(error: JsonRpcError): readonly Question[] | undefined {
  const elicitations = memberOf(error.data, 'elicitations');
  if (error.code !== errorCodes.urlElicitationRequired || !Array.isArray(elicitations)) return undefined;
  const questions = elicitations.filter(isJsonObject).map((params): Question => {
    return { method: 'elicitation/create', params: { ...params, mode: 'url' } };
  });
  const areWhole = questions.every(({ params }) => textOf(params, 'url') !== undefined);
  return areWhole && questions.length > 0 ? questions : undefined;
}

/** The error by which a legacy client learns which addresses to open; undefined if anything else is asked as well. */
export function addressesWanted(
  questions: readonly Question[],
  urlName: () => string,
): JsonRpcError | undefined {
  const areAddresses = questions.every(({ params }) => textOf(params, 'mode') === 'url');
  if (!areAddresses || questions.length === 0) return undefined;
  return {
    code: errorCodes.urlElicitationRequired,
    message: 'An address has to be opened first. Open it, do what it asks for, and make the call again.',
    data: { elicitations: questions.map((question) => questionFor('legacy', question, urlName).params) },
  };
}

function flags(declared: JsonObject, name: string, known: readonly string[]): JsonObject | undefined {
  const capability = objectOf(declared, name);
  return (
    capability && Object.fromEntries(known.filter((flag) => objectOf(capability, flag)).map((f) => [f, {}]))
  );
}

import type { ErrorObject } from 'ajv';
import { isJsonObject } from '../json/json-value.js';

const mostChoices = 12;
const longestExcerpt = 100;

/**
 * Why arguments do not fit their schema, in a sentence that names the argument, what is wrong with it and what is
 * expected. Values are not repeated, only names and what the schema itself says.
 *
 * @param errors of one validation that ended at the first failure: what is inside of a choice comes before the choice.
 */
export function problemWords(errors: readonly ErrorObject[]): string {
  const error = errors.at(-1);
  if (!error) return 'The arguments do not fit the schema.';
  const inner = errors.slice(0, -1);
  switch (error.keyword) {
    case 'anyOf':
    case 'oneOf':
      return choiceWords(error, inner);
    case 'if':
      return inner.length > 0 ? problemWords(inner) : sentence(error);
    default:
      return sentence(error);
  }
}

function sentence(error: ErrorObject): string {
  const { keyword, instancePath, params } = error;
  const missing: unknown = params['missingProperty'];
  if (keyword === 'required') {
    return `${capital(what(`${instancePath}/${pointerPart(missing)}`))} is missing, and it is required.`;
  }
  const extra: unknown = params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (extra !== undefined) {
    const known = namesIn(error.parentSchema);
    const place =
      instancePath === '' ? 'There is no argument' : `${capital(what(instancePath))} has no field`;
    return `${place} ${quoted(extra)}.${known === '' ? '' : ` Expected: ${known}.`}`;
  }
  return `${capital(what(instancePath))} ${said(error)}.`;
}

/** What is wrong, and what is expected instead. */
function said({ keyword, params, data, schema, instancePath }: ErrorObject): string {
  const limit = String(params['limit']);
  const isMany = instancePath === '';
  const is = isMany ? 'are' : 'is';
  const has = isMany ? 'have' : 'has';
  switch (keyword) {
    case 'type':
      return `${is} ${kindOf(data)}, and ${expectedKinds(params['type'])} is expected`;
    case 'enum':
      return `${is} none of what is expected: ${choices(schema)}`;
    case 'const':
      return `${is} not what is expected: ${excerpt(JSON.stringify(schema))}`;
    case 'minLength':
      return `${is} shorter than the ${limit} characters that are expected at least`;
    case 'maxLength':
      return `${is} longer than the ${limit} characters that are expected at most`;
    case 'minimum':
      return `${is} too small: at least ${limit} is expected`;
    case 'maximum':
      return `${is} too large: at most ${limit} is expected`;
    case 'exclusiveMinimum':
      return `${is} too small: more than ${limit} is expected`;
    case 'exclusiveMaximum':
      return `${is} too large: less than ${limit} is expected`;
    case 'multipleOf':
      return `${is} no multiple of ${String(params['multipleOf'])}, as is expected`;
    case 'pattern':
      return `${has} another form than is expected: ${excerpt(String(params['pattern']))}`;
    case 'minItems':
      return `${has} fewer entries than the ${limit} that are expected at least`;
    case 'maxItems':
    case 'items':
    case 'additionalItems':
    case 'unevaluatedItems':
      return `${has} more entries than the ${String(params['limit'] ?? params['len'])} that are expected at most`;
    case 'uniqueItems':
      return `${has} the same entry twice, and each is expected once`;
    case 'contains':
      return `${has} too few or too many entries of a kind that the schema describes`;
    case 'minProperties':
      return `${has} fewer fields than the ${limit} that are expected at least`;
    case 'maxProperties':
      return `${has} more fields than the ${limit} that are expected at most`;
    case 'dependencies':
    case 'dependentRequired':
      return `${has} ${quoted(params['property'])} without ${companions(schema, params['property'])}, which is expected with it`;
    case 'propertyNames':
      return `${has} a field whose name is not of the expected form`;
    case 'oneOf':
      return params['passingSchemas'] === null
        ? `${has} none of the forms that are expected`
        : `${has} several of the forms of which exactly one is expected`;
    case 'anyOf':
      return `${has} none of the forms that are expected`;
    case 'not':
      return `${has} a form that the schema excludes`;
    case 'false schema':
      return `${is} not accepted here`;
    default:
      return `${is} not as the schema expects (${keyword})`;
  }
}

/** Of a choice that nothing fits: the kinds that are expected, if it is about kinds; else what the first lacks. */
function choiceWords(choice: ErrorObject, inner: readonly ErrorObject[]): string {
  const isAboutKinds =
    inner.length > 0 &&
    inner.every(({ keyword, instancePath }) => keyword === 'type' && instancePath === choice.instancePath);
  if (isAboutKinds) {
    const type = inner.flatMap(({ params }) => params['type'] as string | string[]);
    return sentence({ ...choice, keyword: 'type', params: { type } });
  }
  const [first] = inner;
  return first ? `${sentence(choice)} Of the first form: ${sentence(first)}` : sentence(choice);
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

function kindOf(data: unknown): string {
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'a list';
  return kinds[typeof data] ?? 'something else';
}

function expectedKinds(type: unknown): string {
  const names = [...new Set(Array.isArray(type) ? (type as unknown[]) : [type])];
  return names.map((name) => kinds[String(name)] ?? String(name)).join(' or ');
}

function choices(schema: unknown): string {
  const all: readonly unknown[] = Array.isArray(schema) ? schema : [];
  const shown = all.slice(0, mostChoices).map((choice) => excerpt(JSON.stringify(choice)));
  return `${shown.join(', ')}${all.length > mostChoices ? ' and others' : ''}`;
}

function companions(schema: unknown, property: unknown): string {
  const names = isJsonObject(schema) ? schema[String(property)] : undefined;
  return listed(Array.isArray(names) ? names : []);
}

function namesIn(schema: unknown): string {
  const properties = isJsonObject(schema) && isJsonObject(schema['properties']) ? schema['properties'] : {};
  return listed(Object.keys(properties));
}

function listed(names: readonly unknown[]): string {
  const shown = names.slice(0, mostChoices).map(quoted).join(', ');
  return names.length > mostChoices ? `${shown} and others` : shown;
}

/** What a JSON pointer leads to, as people write it. */
function what(pointer: string): string {
  if (pointer === '') return 'the arguments';
  const parts = pointer.slice(1).split('/');
  const path = parts
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part, index) => (index > 0 && /^\d+$/.test(part) ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`))
    .join('');
  return `the argument ${quoted(path)}`;
}

function pointerPart(name: unknown): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

function quoted(name: unknown): string {
  return `"${excerpt(String(name))}"`;
}

/** Names come from whoever calls: nothing that hides, or ends a line, goes back in them. */
function excerpt(text: string): string {
  const plain = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
  return plain.length > longestExcerpt ? `${plain.slice(0, longestExcerpt)}…` : plain;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

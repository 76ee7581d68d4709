const words: Readonly<Record<string, string>> = {
  stopping: 'the gateway was restarting and did not wait for the answer',
  cancelled: 'the client did not wait for the answer',
  not_read: 'the client did not read in time what the server said before its answer',
  timeout: 'the server did not answer in time',
  answer_too_large: 'the answer was too large',
  internal: 'there is a fault in Castellan',
  question_undeclared: 'the server asked for what the client cannot do',
  question_refused: 'the client refused what the server asked, and it could not do without',
  answer_timeout: 'nobody answered in time what the server asked',
  not_heard_of:
    'the process that held the call gave no sign of life any more, so that what came of it is not known',
  answer_not_kept: 'the answer came while the client was away, and was too long to be kept',
  too_many_rounds: 'the server kept asking',
  too_many_parked: 'too many calls waited for answers already',
  not_allowed_any_more: 'it was forbidden meanwhile',
  undecided: 'it could not be found out whether it was still allowed',
};

/** Why Castellan or the client ended a call before the server did; undefined where the server had the last word. */
export function endingWords(details: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const { code } = details ?? {};
  return typeof code === 'string' && Object.hasOwn(words, code) ? words[code] : undefined;
}

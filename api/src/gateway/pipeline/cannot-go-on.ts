/** Why a call that an upstream asked something in cannot be brought to its end, as the audit trail names it. */
export type CannotGoOnCode =
  | 'question_undeclared'
  | 'question_refused'
  | 'answer_timeout'
  | 'too_many_rounds'
  | 'too_many_parked'
  | 'answer_not_kept'
  | 'not_allowed_any_more'
  | 'undecided'
  | 'not_read'
  | 'not_heard_of'
  | 'stopping';

/** A call that reached its upstream and is ended by the gateway; the message is for the member who made it. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn';

  constructor(
    readonly code: CannotGoOnCode,
    connectorName: string,
  ) {
    super(`${connectorName} ${sentences[code]}`);
  }
}

const sentences: Readonly<Record<CannotGoOnCode, string>> = {
  question_undeclared:
    'asked for something that your client did not say it can do, so the call was ended. Use a client that can, or tell an admin of your organization.',
  question_refused:
    'asked your client something that it refused, and cannot go on without it, so the call was ended. Make the call again to answer differently.',
  answer_timeout:
    'asked something and got no answer in time, so the call was cancelled. Make the call again when you can answer.',
  too_many_rounds:
    'kept asking instead of answering, so the call was cancelled. If it stays, tell an admin of your organization.',
  too_many_parked:
    'needs an answer from you, but too many calls wait for answers already, so the call was cancelled. Answer yours, or wait until some end, and make the call again.',
  answer_not_kept:
    'answered while your client was away, with more than is kept for it. Look at what the call changed before you make it again.',
  not_allowed_any_more:
    'was not told your answer: the call is not allowed any more, so it was cancelled. Look into the catalog for what you may use now.',
  undecided:
    'was not told your answer: whether the call is still allowed cannot be found out at the moment, so it was cancelled. Make the call again in a few seconds; if it stays, tell your operator that the database cannot be reached.',
  not_read:
    'said more before its answer than your client took in time, so the call was ended. It may still be at work: check before you repeat a call that changes something.',
  not_heard_of:
    'may have been told your answer, but the part of this Castellan that held the call gives no sign of life any more. The call may have taken effect: look at what it changed before you make it again.',
  stopping:
    'asked something, but this Castellan is restarting and cannot wait for the answer, so the call was cancelled. Make the call again.',
};

/** Why the evaluation environment was not started, in words for the person who tried. */
export class EvaluationProblem extends Error {
  override readonly name = 'EvaluationProblem';
}

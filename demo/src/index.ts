export * from './openid/index.js';
export * from './servers/index.js';
export { ApiProcess } from './launcher/api-process.js';
export { engineOptions } from './launcher/engine-options.js';
export { EvaluationProblem } from './launcher/evaluation-problem.js';
export { startEvaluation, type Evaluation } from './launcher/evaluation.js';
export { readSettings, type EvaluationSettings } from './launcher/settings.js';
export { ActingPerson } from './seed/acting-person.js';
export type { DemoFile } from './seed/demo-file.js';

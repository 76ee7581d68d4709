import { createContext, Script } from 'node:vm';
import { RE2JS } from 're2js';
import type { EffortMeter } from './effort-meter.js';

/** A compiled `pattern`. */
export interface SafePattern {
  test(text: string): boolean;
}

const TIME_LIMIT_MS = 25;

/** What the steps of a search cost, so that all searches of one validation together stay within a part of a second. */
const COST_OF_STEP = 0.01;
const COST_OF_MS = 2_000;

/**
 * Compiles a pattern that somebody else wrote so that no text can make it run long.
 *
 * RE2 never backtracks, but a long pattern on a long text takes its time, and nothing could stop it then: what it may
 * take is spent beforehand. It has no lookaround, which the patterns of common schema libraries use for e-mail
 * addresses; such a pattern runs in V8 under a time limit.
 */
export function compilePattern(pattern: string, meter: EffortMeter): SafePattern {
  return linearPattern(pattern, meter) ?? timeLimitedPattern(pattern, meter);
}

function linearPattern(pattern: string, meter: EffortMeter): SafePattern | undefined {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    const costOfCharacter = compiled.programSize() * COST_OF_STEP;
    return {
      test: (text) => {
        meter.spend(1 + text.length * costOfCharacter);
        return compiled.matcher(text).find();
      },
    };
  } catch {
    return undefined;
  }
}

// Only this one line of ours ever runs in the context; it exists because a script can be stopped and a function cannot.
const runner = new Script('pattern.test(text)');
const bench: { pattern: RegExp; text: string } = { pattern: /./, text: '' };
const context = createContext(bench);

function timeLimitedPattern(source: string, meter: EffortMeter): SafePattern {
  const pattern = nativePattern(source);
  return {
    test: (text) => {
      Object.assign(bench, { pattern, text });
      const began = performance.now();
      const isMatch = runner.runInContext(context, { timeout: TIME_LIMIT_MS }) === true;
      meter.spend((performance.now() - began) * COST_OF_MS);
      return isMatch;
    },
  };
}

function nativePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    // Patterns with needless escapes are valid only without Unicode mode.
    return new RegExp(pattern);
  }
}

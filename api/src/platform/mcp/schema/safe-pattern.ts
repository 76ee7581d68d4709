import { createContext, Script } from 'node:vm';
import { RE2JS } from 're2js';

/** A compiled `pattern`. */
export interface SafePattern {
  test(text: string): boolean;
}

const TIME_LIMIT_MS = 25;

/**
 * Compiles a pattern that somebody else wrote so that no text can make it run long.
 *
 * RE2 never backtracks but has no lookaround, which the patterns of common schema libraries use for e-mail addresses;
 * such a pattern runs in V8 under a time limit.
 */
export function compilePattern(pattern: string): SafePattern {
  return linearPattern(pattern) ?? timeLimitedPattern(pattern);
}

function linearPattern(pattern: string): SafePattern | undefined {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    return { test: (text) => compiled.matcher(text).find() };
  } catch {
    return undefined;
  }
}

// Only this one line of ours ever runs in the context; it exists because a script can be stopped and a function cannot.
const runner = new Script('pattern.test(text)');
const bench: { pattern: RegExp; text: string } = { pattern: /./, text: '' };
const context = createContext(bench);

function timeLimitedPattern(source: string): SafePattern {
  const pattern = nativePattern(source);
  return {
    test: (text) => {
      Object.assign(bench, { pattern, text });
      return runner.runInContext(context, { timeout: TIME_LIMIT_MS }) === true;
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

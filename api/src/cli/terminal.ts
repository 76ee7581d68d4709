import { text } from 'node:stream/consumers';

/** What a command sees of the world around it. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  print(line: string): void;
  /** Everything on standard input. */
  readInput(): Promise<string>;
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  environment: process.env,
  print: (line) => void process.stdout.write(`${line}\n`),
  readInput: () => text(process.stdin),
};

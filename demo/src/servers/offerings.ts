import type { z } from 'zod';
import type { SampleTool } from './tool.js';

/** A family of readable documents of a sample server. */
export interface SampleResource {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** For example `tickets://{id}`; the variable is always called `id`. */
  readonly uriTemplate: string;
  list(): { uri: string; name: string }[];
  /** The document as JSON, or undefined when there is none of that id. */
  read(id: string): unknown;
}

/** A prompt of a sample server. */
export interface SamplePrompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly argsSchema: z.ZodObject;
  text(args: Record<string, unknown>): string;
}

/** Everything one sample server offers, with its state behind it. */
export interface Offerings {
  readonly name: string;
  readonly title: string;
  readonly instructions: string;
  readonly tools: SampleTool[];
  readonly resources?: SampleResource[];
  readonly prompts?: SamplePrompt[];
}

/**
 * The tools a server offers at this moment. Changing them is how drift is tried out: the server goes on running, and
 * the next look at it finds something else.
 */
export class ToolShelf {
  readonly #tools: Map<string, SampleTool>;
  readonly #watchers = new Set<() => void>();

  constructor(tools: SampleTool[]) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
  }

  all(): SampleTool[] {
    return [...this.#tools.values()];
  }

  add(tool: SampleTool): void {
    this.#tools.set(tool.name, tool);
    this.#changed();
  }

  change(name: string, patch: Partial<Omit<SampleTool, 'name'>>): void {
    this.#tools.set(name, { ...this.#existing(name), ...patch });
    this.#changed();
  }

  remove(name: string): void {
    this.#tools.delete(this.#existing(name).name);
    this.#changed();
  }

  /** Calls back after every change until the returned function is called. */
  watch(onChange: () => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  #existing(name: string): SampleTool {
    const tool = this.#tools.get(name);
    if (!tool)
      throw new Error(`This server has no tool "${name}"; it has ${[...this.#tools.keys()].join(', ')}.`);
    return tool;
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

import { askingTools } from './asking-tools.js';
import { result, text } from './content.js';
import type { FixturePrompt, FixtureTool } from './offering.js';
import { plainTools } from './plain-tools.js';
import { prompts } from './prompts.js';
import { WATCHED_URI } from './resources.js';
import { taskTools } from './task-tools.js';

/** Someone who wants to know when what the fixture offers has changed. */
export interface Follower {
  tools(): void;
  prompts(): void;
  resource(uri: string): void;
}

const addedTool: FixtureTool = {
  definition: {
    name: 'test_added_tool',
    description: 'Comes and goes.',
    inputSchema: { type: 'object', properties: {} },
  },
  run: () => result('This tool was added while the server ran.'),
};

const addedPrompt: FixturePrompt = {
  definition: { name: 'test_added_prompt', description: 'Comes and goes.' },
  get: () => ({ messages: [{ role: 'user', content: text('This prompt was added while the server ran.') }] }),
};

/** Everything one fixture offers at the moment; some tools change it, and every connection hears of that. */
export class Catalogue {
  private readonly followers = new Set<Follower>();
  private hasAddedTool = false;
  private hasAddedPrompt = false;

  private readonly triggers: readonly FixtureTool[] = [
    trigger('test_trigger_tool_change', 'Adds a tool, or takes it away again.', () => {
      this.hasAddedTool = !this.hasAddedTool;
      this.followers.forEach((follower) => follower.tools());
    }),
    trigger('test_trigger_prompt_change', 'Adds a prompt, or takes it away again.', () => {
      this.hasAddedPrompt = !this.hasAddedPrompt;
      this.followers.forEach((follower) => follower.prompts());
    }),
    trigger('test_trigger_resource_update', 'Announces a change of the watched resource.', () => {
      this.followers.forEach((follower) => follower.resource(WATCHED_URI));
    }),
  ];

  /** Tells the follower of every change until the returned function is called. */
  follow(follower: Follower): () => void {
    this.followers.add(follower);
    return () => void this.followers.delete(follower);
  }

  get tools(): readonly FixtureTool[] {
    const added = this.hasAddedTool ? [addedTool] : [];
    return [...plainTools, ...askingTools, ...taskTools, ...this.triggers, ...added];
  }

  get prompts(): readonly FixturePrompt[] {
    return this.hasAddedPrompt ? [...prompts, addedPrompt] : prompts;
  }
}

function trigger(name: string, description: string, change: () => void): FixtureTool {
  return {
    definition: { name, description, inputSchema: { type: 'object', properties: {} } },
    run: () => {
      change();
      return result('Done.');
    },
  };
}

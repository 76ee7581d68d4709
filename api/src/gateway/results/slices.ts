import { setImmediate as turnOfOthers } from 'node:timers/promises';

/** Work that stops where others may have their turn, and goes on from there. */
export type Sliced<Value> = Generator<void, Value, void>;

/** Characters that are looked at in one go. */
export const slice = 128 * 1024;

/** Counts work in characters, and says when it is the turn of others. */
export class Share {
  #done = 0;

  isOver(characters: number): boolean {
    this.#done += characters;
    if (this.#done < slice) return false;
    this.#done = 0;
    return true;
  }
}

/** Does the work with turns of others in between; what is done in one go waits for nobody. */
export async function inSlices<Value>(work: Sliced<Value>, turn = turnOfOthers): Promise<Value> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await turn();
  }
}

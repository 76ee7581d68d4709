import type { JsonRpcNotification, JsonRpcResponse } from '../../platform/mcp/jsonrpc.js';
import type { Questions } from '../calls/questions.js';
import { Stopping } from '../pipeline/stopping.js';
import type { AskedTurn } from '../pipeline/turn.js';

/** What the older client of one call is asked on the stream of that call, and has not answered yet. */
export class OpenQuestions {
  readonly #open = new Map<string, () => void>();

  constructor(
    private readonly turn: AskedTurn,
    private readonly questions: Questions,
  ) {}

  get size(): number {
    return this.#open.size;
  }

  /** Asks under an id of its own, and waits while the client is slow to read. */
  async ask(question: JsonRpcNotification, onAnswer: (response: JsonRpcResponse) => void): Promise<void> {
    const { asked, answer, caller } = this.turn;
    const { id, withdraw } = this.questions.ask(caller.context, asked.session?.id ?? '', (response) => {
      this.#open.delete(id);
      onAnswer(response);
    });
    this.#open.set(id, withdraw);
    await answer.send({ ...question, id });
  }

  /** Waits for no answer any more. A person is not kept at a form that nobody will read. */
  takeBack(): void {
    const { answer, signal } = this.turn;
    // A client that has cancelled its call knows, and hears nothing of it any more.
    const isListening = !signal.aborted || signal.reason instanceof Stopping;
    for (const [requestId, withdraw] of this.#open) {
      withdraw();
      if (!isListening) continue;
      void answer.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } });
    }
    this.#open.clear();
  }
}

/** Work that is done again and again, and never twice at a time. It must not fail. */
export class OneAtATime {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  /** Does it again and again from now on; no process stays for it. */
  every(milliseconds: number): void {
    this.#timer = setInterval(() => void this.run(), milliseconds).unref();
  }

  /** Does it once; while it is under way, that is what is waited for. */
  run(): Promise<void> {
    this.#running ??= this.work().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Does it for the last time: what came meanwhile belongs to it. */
  async finish(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    await this.run();
  }
}

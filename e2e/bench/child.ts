import { fork } from 'node:child_process';

/** A server of the benchmark in a process of its own. */
export interface BenchServer {
  readonly url: string;
  /** Processor time that its process has used, in microseconds. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts one of the modules beside this one, which says where it listens once it does. */
export async function startServer(module: string, parameters: readonly string[] = []): Promise<BenchServer> {
  const child = fork(new URL(`${module}.js`, import.meta.url), parameters, { stdio: 'inherit' });
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  child.once('exit', () => end(undefined));

  async function answer<Answer>(): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    child.once('message', resolve);
    const said = await Promise.race([promise, ended]);
    if (said === undefined) throw new Error(`${module} ended by itself.`);
    return said;
  }

  const { url } = await answer<{ url: string }>();
  return {
    url,
    async cpu() {
      child.send('cpu');
      return (await answer<{ cpu: number }>()).cpu;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Does something while every process that is started gets these options of Node as well. */
export async function withNodeOptions<Result>(
  options: string,
  action: () => Promise<Result>,
): Promise<Result> {
  const inherited = process.env['NODE_OPTIONS'];
  // The API is started with this process's own environment.
  process.env['NODE_OPTIONS'] = `${inherited ?? ''} ${options}`;
  try {
    return await action();
  } finally {
    process.env['NODE_OPTIONS'] = inherited ?? '';
  }
}

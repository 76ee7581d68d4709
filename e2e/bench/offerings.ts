/** What both upstreams of the benchmark offer: ten tools as a real server has them, one of which is called. */
export const toolNames = [
  'get_order',
  'list_orders',
  'search_orders',
  'get_customer',
  'list_customers',
  'get_invoice',
  'list_invoices',
  'get_shipment',
  'list_shipments',
  'get_stock',
] as const;

/** The tool that is called. */
export const calledTool = 'get_order';

/** What a tool says of itself to a model. */
export function descriptionOf(name: string): string {
  return `Does ${name.replace('_', ' ')} in the sample shop and returns what was found, newest first, without changing anything.`;
}

/** The answer of every tool: about a kilobyte, as small answers are. */
export function orderOf(id: string) {
  return {
    id,
    customer: 'customer-17',
    status: 'shipped',
    lines: Array.from({ length: 8 }, (_, line) => ({
      article: `article-${line}`,
      title: `Sample article number ${line}`,
      quantity: line + 1,
      price: 1250 + line,
    })),
  };
}

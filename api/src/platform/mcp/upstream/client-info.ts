/** How Castellan names itself to a server when it does not speak for somebody else. */
export const castellanClient = { name: 'castellan', title: 'Castellan', version: '0.1.0' };

/**
 * What Castellan says it can do when it looks at a server: all that a client may be able to. Servers leave out the tools
 * that need what the client does not declare, and a tool that no scan finds could not be approved for the clients that
 * can use it.
 */
export const mostAbleClient = { elicitation: { form: {}, url: {} }, sampling: { tools: {} }, roots: {} };

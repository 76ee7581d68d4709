/** How Castellan names itself to a server when it does not speak for somebody else. */
export const castellanClient = { name: 'castellan', title: 'Castellan', version: '0.1.0' };

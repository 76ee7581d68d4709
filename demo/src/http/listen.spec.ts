import { request } from 'node:http';
import { expect, it } from 'vitest';
import { listenOnLoopback, sendJson } from './listen.js';

it('answers on the loopback address only to those who call it by a loopback name', async () => {
  const listener = await listenOnLoopback(
    (origin) => (_request, response) => sendJson(response, 200, { origin }),
  );
  expect(await (await fetch(listener.origin)).json()).toEqual({ origin: listener.origin });
  const status = await new Promise((resolve, reject) => {
    request(listener.origin, { headers: { host: 'rebound.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
  await listener.close();
  await expect(fetch(listener.origin)).rejects.toThrow();
});

it('says what to do about a port that is in use', async () => {
  const first = await listenOnLoopback(() => () => undefined);
  const port = Number(new URL(first.origin).port);
  await expect(listenOnLoopback(() => () => undefined, port)).rejects.toThrow(
    `Port ${port} of 127.0.0.1 cannot be used. Stop what listens there, or choose another port.`,
  );
  await first.close();
});

it('listens no more when what it should serve cannot be made', async () => {
  let tried = '';
  const started = listenOnLoopback((origin) => {
    tried = origin;
    return Promise.reject(new Error('No handler today.'));
  });
  await expect(started).rejects.toThrow('No handler today.');
  await expect(fetch(tried)).rejects.toThrow();
});

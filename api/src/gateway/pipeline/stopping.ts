import { refuseForNow, type GatewayRefusal } from './gateway-refusal.js';

/** Milliseconds that what was cut short has to be recorded and told. */
export const lastWordMs = 2_000;

/** This process stops, and waits no longer for what is under way. */
export class Stopping extends Error {
  override readonly name = 'Stopping';

  constructor() {
    super('This process is stopping.');
  }
}

/** The answer to what was not begun because the process stops. */
export function refusedWhileStopping(): GatewayRefusal {
  return refuseForNow('stopping', 503, 'Service Unavailable: this server is restarting. Try again.');
}

/** Waits for what is under way, and cuts short what does not end in time. Whether everything has ended. */
export async function drained(
  over: Promise<unknown>,
  withinMs: number,
  cutShort: () => void,
): Promise<boolean> {
  if (await isWithin(over, withinMs)) return true;
  cutShort();
  return isWithin(over, lastWordMs);
}

/** Waits for it, and no longer. Whether it came in time. */
export async function isWithin(over: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  return Promise.race([over.then(() => true), late]).finally(() => clearTimeout(timer));
}

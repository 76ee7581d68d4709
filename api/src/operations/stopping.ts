import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Whether this process has been told to stop: it finishes what it has and takes no more. */
@Injectable()
export class Stopping implements BeforeApplicationShutdown {
  private value = false;

  get stopping(): boolean {
    return this.value;
  }

  beforeApplicationShutdown(): void {
    this.value = true;
  }
}

import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Whether this process has been told to stop: it finishes what it has and takes no more. */
@Injectable()
export class Stopping implements OnModuleDestroy {
  private value = false;

  get stopping(): boolean {
    return this.value;
  }

  // The first thing that happens at a stop: load balancers must hear of it while the gateway still finishes its calls.
  onModuleDestroy(): void {
    this.value = true;
  }
}

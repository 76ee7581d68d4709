import { inject, Service } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';

/** Says in a line at the edge of the page that something was done; screen readers hear it too. */
@Service()
export class Notices {
  private readonly bar = inject(MatSnackBar);

  say(message: string): void {
    this.bar.open(message, $localize`Close`, { duration: 8000 });
  }
}

import { inject, Service } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';

/** Says in a line at the edge of the page that something was done; screen readers hear it too. */
@Service()
export class Notices {
  private readonly bar = inject(MatSnackBar);

  say(message: string): void {
    // At the upper edge: what is not saved yet waits in a bar at the lower one, with the button that saves it.
    this.bar.open(message, $localize`Close`, {
      duration: 8000,
      verticalPosition: 'top',
      panelClass: 'notice',
    });
  }
}

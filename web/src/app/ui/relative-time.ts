import { Component, computed, inject, input } from '@angular/core';
import { Now } from './now';
import { exactTime, relativeTime } from './time-words';

/** A moment in words, with the exact time and zone on hover and for screen readers. */
@Component({
  selector: 'app-relative-time',
  template: `<time [attr.datetime]="at()" [title]="exact()">{{ words() }}</time>`,
  styles: `
    time {
      white-space: nowrap;
      position: relative;
    }
  `,
})
export class RelativeTime {
  private readonly now = inject(Now);
  readonly at = input.required<string>();
  // The minute only says when to look again: what just happened must not seem to lie ahead.
  protected readonly words = computed(() => relativeTime(this.at(), Math.max(this.now.minute(), Date.now())));
  protected readonly exact = computed(() => exactTime(this.at()));
}

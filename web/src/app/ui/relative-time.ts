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
  protected readonly words = computed(() => relativeTime(this.at(), this.now.minute()));
  protected readonly exact = computed(() => exactTime(this.at()));
}

import { Component, computed, input } from '@angular/core';

/** Grey lines in the place of rows that are on their way. */
@Component({
  selector: 'app-skeleton',
  template: `
    <span class="visually-hidden" role="status" i18n>Loading</span>
    @for (line of lines(); track line) {
      <div class="line" aria-hidden="true"><span></span><span></span><span></span></div>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    .line {
      display: flex;
      align-items: center;
      gap: 24px;
      height: 40px;
      padding: 0 12px;
      border-bottom: 1px solid var(--line);
    }
    .line:last-child {
      border-bottom: 0;
    }
    .line span {
      flex: 2;
      height: 10px;
      border-radius: 5px;
      background: linear-gradient(90deg, var(--line) 30%, var(--hover) 50%, var(--line) 70%);
      background-size: 300% 100%;
      animation: wait 1.6s linear infinite;
    }
    .line span:nth-child(2) {
      flex: 3;
    }
    .line span:nth-child(3) {
      flex: 1;
    }
    @keyframes wait {
      from {
        background-position: 100% 0;
      }
      to {
        background-position: -50% 0;
      }
    }
  `,
})
export class Skeleton {
  readonly rows = input(6);
  protected readonly lines = computed(() => Array.from({ length: this.rows() }, (_, index) => index));
}

import { DOCUMENT } from '@angular/common';
import { inject, Service, signal } from '@angular/core';

export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'castellan.theme';

/** Light, dark, or as the system has it; remembered in this browser and applied before the first paint by `theme.js`. */
@Service()
export class ThemeChoice {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly chosen = signal<Theme>(this.remembered());
  readonly theme = this.chosen.asReadonly();

  choose(theme: Theme): void {
    this.chosen.set(theme);
    if (theme === 'system') {
      delete this.root.dataset['theme'];
      localStorage.removeItem(storageKey);
    } else {
      this.root.dataset['theme'] = theme;
      localStorage.setItem(storageKey, theme);
    }
  }

  private remembered(): Theme {
    const theme = this.root.dataset['theme'];
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  }
}

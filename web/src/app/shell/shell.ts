import { Component, computed, DestroyRef, DOCUMENT, inject, injectAsync, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { filter, skip } from 'rxjs';
import { ErrorState } from '../ui/error-state';
import { Icon, IconName } from '../ui/icon';
import { Shortcuts } from '../ui/shortcuts';
import { Skeleton } from '../ui/skeleton';
import { Navigation } from './navigation';
import { Session } from './session';
import { Theme, ThemeChoice } from './theme-choice';

/** The frame around every page: the top bar, the navigation, and the place where pages stand. */
@Component({
  selector: 'app-shell',
  imports: [ErrorState, Icon, MatIconButton, MatMenuModule, Navigation, RouterLink, RouterOutlet, Skeleton],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
  host: { '(keydown.escape)': 'drawerOpen.set(false)' },
})
export class Shell {
  protected readonly session = inject(Session);
  protected readonly theme = inject(ThemeChoice);
  private readonly document = inject(DOCUMENT);
  private readonly dialogs = injectAsync(() => import('./shell-dialogs').then((file) => file.ShellDialogs));
  protected readonly drawerOpen = signal(false);
  protected readonly signOutFailed = signal<unknown>(undefined);
  protected readonly isMac = navigator.platform.startsWith('Mac');

  protected readonly themes: readonly { theme: Theme; label: string; icon: IconName }[] = [
    { theme: 'light', label: $localize`Light`, icon: 'light_mode' },
    { theme: 'dark', label: $localize`Dark`, icon: 'dark_mode' },
    { theme: 'system', label: $localize`As the system`, icon: 'contrast' },
  ];
  protected readonly themeIcon = computed<IconName>(
    () => this.themes.find((each) => each.theme === this.theme.theme())?.icon ?? 'contrast',
  );

  constructor() {
    const shortcuts = inject(Shortcuts);
    shortcuts.add({ key: 'k', ctrl: true, does: $localize`Search or jump`, run: () => void this.openJump() });
    shortcuts.add({ key: '?', does: $localize`Show these keys`, run: () => void this.openHelp() });
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        skip(1),
        takeUntilDestroyed(inject(DestroyRef)),
      )
      .subscribe((event) => this.leadFocusTo(event.urlAfterRedirects));
  }

  protected async openJump(): Promise<void> {
    (await this.dialogs()).openJump();
  }

  protected async openHelp(): Promise<void> {
    (await this.dialogs()).openHelp();
  }

  protected skipToContent(event: Event): void {
    event.preventDefault();
    this.document.querySelector<HTMLElement>('main')?.focus();
  }

  protected async signOut(): Promise<void> {
    this.signOutFailed.set(undefined);
    try {
      await this.session.signOut();
    } catch (error) {
      // The server could not be reached or refused: the session may still be open, and the person must know.
      this.signOutFailed.set(error);
    }
  }

  private lastPath = '';

  /** A new page starts at its heading for keyboard and screen reader; a changed filter leaves the focus alone. */
  private leadFocusTo(url: string): void {
    this.drawerOpen.set(false);
    const path = url.split(/[?#]/)[0] ?? '';
    if (path === this.lastPath || this.document.querySelector('[role="dialog"]')) return;
    this.lastPath = path;
    const active = this.document.activeElement;
    if (active instanceof HTMLElement && active.closest('main')?.contains(active) && active.isConnected)
      return;
    this.document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  }
}

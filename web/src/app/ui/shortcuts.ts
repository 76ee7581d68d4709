import { computed, DestroyRef, inject, Service, signal } from '@angular/core';

/** A single key, or one with Ctrl (⌘ on a Mac), and what it does. */
export interface Shortcut {
  readonly key: string;
  readonly ctrl?: boolean;
  readonly does: string;
  /** Whether it works now; always, unless told. */
  readonly when?: () => boolean;
  readonly run: () => void;
}

const storageKey = 'castellan.shortcuts';

/** Keys that work outside of text fields; single keys can be switched off, as WCAG 2.1.4 asks. */
@Service()
export class Shortcuts {
  private readonly known = signal<readonly Shortcut[]>([]);
  readonly all = computed(() => this.known().filter(works));
  readonly singleKeys = signal(localStorage.getItem(storageKey) !== 'off');

  constructor() {
    const listen = (event: KeyboardEvent) => this.runFor(event);
    document.addEventListener('keydown', listen);
    inject(DestroyRef).onDestroy(() => document.removeEventListener('keydown', listen));
  }

  /** Adds a shortcut for as long as the caller's injection context lives. */
  add(shortcut: Shortcut): void {
    this.known.update((all) => [...all, shortcut]);
    inject(DestroyRef).onDestroy(() => this.known.update((all) => all.filter((other) => other !== shortcut)));
  }

  useSingleKeys(use: boolean): void {
    this.singleKeys.set(use);
    localStorage.setItem(storageKey, use ? 'on' : 'off');
  }

  private runFor(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (!ctrl && (!this.singleKeys() || takesText(event.target) || dialogIsOpen())) return;
    const shortcut = this.known().findLast(
      (each) => each.key === event.key && (each.ctrl ?? false) === ctrl && works(each),
    );
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run();
  }
}

function works(shortcut: Shortcut): boolean {
  return shortcut.when?.() ?? true;
}

function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}

function dialogIsOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

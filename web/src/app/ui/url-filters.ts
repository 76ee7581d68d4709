import { inject, Service } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, ParamMap, Router } from '@angular/router';

/** The filters of the page as they stand in its address, so that a view can be shared, kept and gone back to. */
@Service()
export class UrlFilters {
  private readonly router = inject(Router);
  private readonly params = toSignal<ParamMap>(inject(ActivatedRoute).queryParamMap);

  /** The value of a filter; nothing when it is not set. */
  value(key: string): string | undefined {
    return this.params()?.get(key) || undefined;
  }

  /** The values of a filter that may have several. */
  values(key: string): readonly string[] {
    return valuesOf(this.value(key));
  }

  /** Sets or, with nothing, clears filters. The place in the history is kept, so that Back leaves the page. */
  set(changes: Readonly<Record<string, string | undefined>>): void {
    const queryParams = Object.fromEntries(
      Object.entries(changes).map(([key, value]) => [key, value || null]),
    );
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  /** Adds a value to a filter that may have several, or takes it away. */
  toggle(key: string, value: string): void {
    this.set({ [key]: toggled(this.values(key), value).join(',') });
  }
}

export function valuesOf(value: string | undefined): readonly string[] {
  return value ? value.split(',').filter(Boolean) : [];
}

export function toggled(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

import { Directive, ElementRef, inject } from '@angular/core';
import { Shortcuts } from './shortcuts';

/**
 * The console's table: `<div class="table-frame"><table appDataTable>`. The first cell of a row is `th.primary` with a
 * link marked `data-row`, which the whole row opens; `j` and `k` walk these links and Enter opens, as for any link.
 */
@Directive({ selector: 'table[appDataTable]', host: { class: 'data-table' } })
export class DataTable {
  private readonly table = inject<ElementRef<HTMLTableElement>>(ElementRef).nativeElement;

  constructor() {
    const shortcuts = inject(Shortcuts);
    shortcuts.add({ key: 'j', does: $localize`Next row`, run: () => this.walk(1) });
    shortcuts.add({ key: 'k', does: $localize`Previous row`, run: () => this.walk(-1) });
  }

  private walk(step: 1 | -1): void {
    const links = [...this.table.querySelectorAll<HTMLElement>('[data-row]')];
    const at = links.findIndex(
      (link) => link === document.activeElement?.closest('tr')?.querySelector('[data-row]'),
    );
    const next = links[at === -1 ? (step === 1 ? 0 : links.length - 1) : at + step];
    next?.focus();
    next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  }
}

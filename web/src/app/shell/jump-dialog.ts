import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { JumpConnectorsDocument } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';
import { Icon, IconName } from '../ui/icon';
import { connectorStatus } from '../ui/status';
import { managedPlaces, ownPlaces } from './places';
import { Session } from './session';

interface Target {
  readonly label: string;
  readonly hint: string;
  readonly icon: IconName;
  readonly link: readonly string[];
}

/** Search and jump: pages by name at once, connectors as the server finds them. */
@Component({
  selector: 'app-jump-dialog',
  imports: [Icon],
  template: `
    <div class="find">
      <app-icon name="search" />
      <input
        type="search"
        role="combobox"
        aria-expanded="true"
        aria-controls="jump-list"
        aria-autocomplete="list"
        [attr.aria-activedescendant]="targets().length ? 'jump-' + active() : null"
        i18n-aria-label
        aria-label="Search or jump"
        i18n-placeholder
        placeholder="A page or a connector"
        [value]="text()"
        (input)="look(box.value)"
        (keydown)="steer($event)"
        #box
      />
    </div>
    <ul id="jump-list" role="listbox" i18n-aria-label aria-label="Found">
      @for (target of targets(); track target.link.join('/'); let index = $index) {
        <!-- Keys are handled by the search box, which names the active option. -->
        <!-- eslint-disable-next-line @angular-eslint/template/click-events-have-key-events, @angular-eslint/template/interactive-supports-focus -->
        <li
          role="option"
          [id]="'jump-' + index"
          [attr.aria-selected]="index === active()"
          (click)="go(target)"
        >
          <app-icon [name]="target.icon" />
          <span>{{ target.label }}</span>
          <span class="hint">{{ target.hint }}</span>
        </li>
      }
    </ul>
    <p role="status" class="status">
      @if (connectors.isLoading()) {
        <ng-container i18n>Searching connectors</ng-container>
      } @else if (connectors.error()) {
        <ng-container i18n>Connectors could not be searched. Pages still can.</ng-container>
      } @else if (!targets().length) {
        <ng-container i18n>Nothing has this name.</ng-container>
      }
    </p>
  `,
  styleUrl: './jump-dialog.scss',
})
export class JumpDialog {
  private readonly dialog = inject(MatDialogRef);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  protected readonly text = signal('');
  private readonly asked = signal('');
  private timer: ReturnType<typeof setTimeout> | undefined;
  protected readonly connectors = queryResource(JumpConnectorsDocument, () =>
    this.asked() && this.session.can('connector.read') ? { search: this.asked() } : undefined,
  );
  private readonly found = computed<readonly Target[]>(() =>
    !this.connectors.hasValue()
      ? []
      : this.connectors.value().connectors.edges.map(({ node }) => ({
          label: node.name,
          hint: connectorStatus(node.state).label,
          icon: 'hub',
          link: ['/connectors', node.slug],
        })),
  );
  protected readonly targets = computed<readonly Target[]>(() => {
    const wanted = this.text().trim().toLowerCase();
    const pages = [...managedPlaces, ...ownPlaces]
      .filter((place) => this.session.can(place.needs) && place.label.toLowerCase().includes(wanted))
      .map<Target>((place) => ({
        label: place.label,
        hint: $localize`Page`,
        icon: place.icon,
        link: [place.link],
      }));
    return [...pages, ...this.found()];
  });
  protected readonly active = linkedSignal({ source: this.targets, computation: () => 0 });

  protected look(text: string): void {
    this.text.set(text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.asked.set(text.trim()), 200);
  }

  protected steer(event: KeyboardEvent): void {
    const count = this.targets().length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (count) this.active.update((at) => (at + step + count) % count);
    } else if (event.key === 'Enter') {
      const target = this.targets()[this.active()];
      if (target) this.go(target);
    }
  }

  protected go(target: Target): void {
    this.dialog.close();
    void this.router.navigate([...target.link]);
  }
}

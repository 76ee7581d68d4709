import { Component, computed, inject, output } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { Icon } from '../ui/icon';
import { managedPlaces, ownPlaces, Place } from './places';
import { Session } from './session';
import { Waiting } from './waiting';

/** The navigation by role; a count stands only where something waits for this person. */
@Component({
  selector: 'app-navigation',
  imports: [Icon, RouterLink, RouterLinkActive],
  template: `
    <nav i18n-aria-label aria-label="Main">
      @for (group of groups(); track group.name) {
        <ul [attr.aria-label]="group.name">
          @for (place of group.places; track place.link) {
            <li>
              <a
                [routerLink]="place.link"
                routerLinkActive="active"
                ariaCurrentWhenActive="page"
                [routerLinkActiveOptions]="{ exact: place.link === '/' }"
                (click)="chosen.emit()"
              >
                <app-icon [name]="place.icon" />
                <span>{{ place.label }}</span>
                @if (place.link === '/connectors' && waiting.held(); as held) {
                  <span class="count" [title]="waiting.words()">
                    {{ held }}<span class="visually-hidden">, {{ waiting.words() }}</span>
                  </span>
                }
              </a>
            </li>
          }
        </ul>
      }
    </nav>
  `,
  styles: `
    nav {
      display: grid;
      gap: 12px;
      padding: 12px 8px;
    }
    ul {
      display: grid;
      gap: 2px;
      padding: 0;
      list-style: none;
    }
    ul + ul {
      padding-top: 12px;
      border-top: 1px solid var(--line);
    }
    a {
      --icon-size: 20px;
      display: flex;
      align-items: center;
      gap: 12px;
      min-height: 36px;
      padding: 0 12px;
      border-radius: var(--radius);
      color: var(--text-muted);
      font-weight: 550;
      text-decoration: none;
    }
    a:hover {
      background: var(--hover);
      color: var(--text);
    }
    a.active {
      background: var(--accent-soft);
      color: var(--on-accent-soft);
    }
    .count {
      margin-inline-start: auto;
      padding: 0 7px;
      border: 1px solid var(--held-line);
      border-radius: 10px;
      background: var(--held-soft);
      color: var(--held);
      font-size: 12px;
      line-height: 18px;
    }
  `,
})
export class Navigation {
  private readonly session = inject(Session);
  protected readonly waiting = inject(Waiting);
  /** A place was chosen, so that a drawer can close. */
  readonly chosen = output();
  protected readonly groups = computed(() =>
    [
      { name: $localize`Manage`, places: this.allowed(managedPlaces) },
      { name: $localize`Your own`, places: this.allowed(ownPlaces) },
    ].filter((group) => group.places.length > 0),
  );

  private allowed(places: readonly Place[]): readonly Place[] {
    return places.filter((place) => this.session.can(place.needs));
  }
}

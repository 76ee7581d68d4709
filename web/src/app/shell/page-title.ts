import { inject, Service } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterStateSnapshot, TitleStrategy } from '@angular/router';

/** The title of the window: the page first, so that tabs can be told apart. Pages with a name of their own call `name`. */
@Service()
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title);

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.name(this.buildTitle(snapshot));
  }

  name(page: string | undefined): void {
    this.title.setTitle(page ? `${page} · Castellan` : 'Castellan');
  }
}

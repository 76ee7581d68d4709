import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { CodeBlock } from '../ui/code-block';
import { Icon } from '../ui/icon';
import { UrlFilters } from '../ui/url-filters';
import { clientGuides, tokenPlaceholder, type ConnectTarget } from './client-guides';

/** Three steps for each AI client, with the configuration ready to copy. */
@Component({
  selector: 'app-client-steps',
  imports: [CodeBlock, Icon, RouterLink],
  template: `
    <nav i18n-aria-label aria-label="AI clients">
      @for (guide of guides(); track guide.key) {
        <a
          [routerLink]="[]"
          [queryParams]="{ client: guide.key }"
          queryParamsHandling="merge"
          [replaceUrl]="true"
          [class.active]="guide.key === chosen().key"
          [attr.aria-current]="guide.key === chosen().key ? 'true' : null"
          >{{ guide.label }}</a
        >
      }
    </nav>
    @if (chosen().remark; as remark) {
      <p class="remark"><app-icon name="info" />{{ remark }}</p>
    }
    <ol>
      @for (step of chosen().steps; track step.text) {
        <li>
          <p>{{ step.text }}</p>
          @if (step.code; as code) {
            <app-code-block [code]="code.code" [caption]="code.caption" />
          }
        </li>
      }
    </ol>
    @if (!secret() && needsToken()) {
      <p class="small muted" i18n>
        {{ tokenPlaceholder }} stands for a token. Create one above and it is filled in, or put one you have
        in its place.
      </p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
      min-width: 0;
    }
    nav {
      display: flex;
      flex-wrap: wrap;
      gap: 0 4px;
      border-bottom: 1px solid var(--line);
    }
    a {
      display: inline-flex;
      align-items: center;
      min-height: 36px;
      padding: 0 12px;
      border-bottom: 2px solid transparent;
      color: var(--text-muted);
      font-weight: 550;
      text-decoration: none;
    }
    a:hover {
      color: var(--text);
    }
    .active {
      border-color: var(--accent);
      color: var(--text);
    }
    ol {
      display: grid;
      gap: 16px;
      padding-inline-start: 20px;
    }
    li {
      min-width: 0;
      padding-inline-start: 4px;
    }
    li p {
      margin-bottom: 8px;
      max-width: 80ch;
    }
    li::marker {
      color: var(--text-muted);
      font-weight: 600;
    }
    .remark {
      --icon-size: 16px;
      display: flex;
      gap: 8px;
      padding: 8px 12px;
      border: 1px solid var(--unknown-line);
      border-radius: var(--radius);
      background: var(--unknown-soft);
    }
    .remark app-icon {
      margin-top: 2px;
    }
  `,
})
export class ClientSteps {
  private readonly url = inject(UrlFilters);
  readonly entry = input.required<ConnectTarget>();
  /** The secret of a token that was just created. */
  readonly secret = input<string>();
  protected readonly tokenPlaceholder = tokenPlaceholder;
  protected readonly guides = computed(() => {
    const { slug, name, mcpUrl } = this.entry();
    const secret = this.secret();
    return clientGuides({ slug, name, mcpUrl, ...(secret ? { secret } : {}) });
  });
  protected readonly chosen = computed(() => {
    const guides = this.guides();
    const wanted = guides.find((guide) => guide.key === this.url.value('client'));
    return (wanted ?? guides[0]) as (typeof guides)[number];
  });
  protected readonly needsToken = computed(() =>
    this.chosen().steps.some((step) => step.code?.code.includes(tokenPlaceholder)),
  );
}

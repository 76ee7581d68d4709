import { Component, input } from '@angular/core';
import { CopyButton } from './copy-button';

/** A command or a piece of configuration to copy as it stands. */
@Component({
  selector: 'app-code-block',
  imports: [CopyButton],
  template: `
    <figure>
      <figcaption>
        <span>{{ caption() }}</span>
        <app-copy-button [value]="code()" [what]="caption()" [text]="copyWord" />
      </figcaption>
      <pre tabindex="0" [attr.aria-label]="caption()"><code>{{ code() }}</code></pre>
    </figure>
  `,
  styles: `
    figure {
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--sunken);
    }
    figcaption {
      display: flex;
      justify-content: space-between;
      align-items: center;
      gap: 8px;
      padding: 4px 8px 4px 12px;
      border-bottom: 1px solid var(--line);
      color: var(--text-muted);
      font-size: 12px;
    }
    pre {
      margin: 0;
      padding: 12px;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      line-height: 20px;
    }
  `,
})
export class CodeBlock {
  readonly code = input.required<string>();
  /** What it is: "Claude Code command", "settings.json". */
  readonly caption = input.required<string>();
  protected readonly copyWord = $localize`Copy`;
}

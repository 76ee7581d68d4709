import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { asApiError } from '../graphql/api-error';
import { GraphqlClient, isRefusal, type RefusalAnswer } from '../graphql/graphql-client';
import {
  LimitSettingsDocument,
  SetLimitsDocument,
  type LimitSettingsStateFragment,
} from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';
import { ErrorState } from '../ui/error-state';
import { Field } from '../ui/field';
import { Notices } from '../ui/notices';
import { RefusalBanner } from '../ui/refusal-banner';
import { RelativeTime } from '../ui/relative-time';
import { Skeleton } from '../ui/skeleton';
import { Unsaved } from '../ui/unsaved';
import { inputsOf, keyOf, problemOf } from './limit-draft';
import {
  amountWords,
  quantityWords,
  resultSwitches,
  sourceWords,
  subjectWords,
  thisConnector,
  typedAmount,
  type ResultSwitch,
} from './limit-words';
import { changesOf, draftOf, resultsOf, type SettingsDraft } from './settings-draft';

type Settings = LimitSettingsStateFragment;
type Limit = Settings['limits'][number];

/** Limits, of the organization, a connector or one tool of it, and what is done with results but for a tool. */
@Component({
  selector: 'app-limits-form',
  imports: [ErrorState, Field, MatButton, RefusalBanner, RelativeTime, Skeleton],
  templateUrl: './limits-form.html',
  styleUrl: './limits-form.scss',
  host: { '(window:beforeunload)': 'warnOfChanges($event)' },
})
export class LimitsForm {
  private readonly client = inject(GraphqlClient);
  private readonly notices = inject(Notices);
  private readonly life = inject(DestroyRef);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** The connector; without one it is about the organization. */
  readonly connectorId = input<string>();
  /** A tool, resource or prompt of the connector. */
  readonly offeringId = input<string>();
  /** Something else holds from now on. */
  readonly changed = output();
  private readonly target = computed(() => ({
    connectorId: this.connectorId() ?? null,
    offeringId: this.offeringId() ?? null,
  }));
  // What a change came to belongs to what it was made of: whoever opens another tool meanwhile sees nothing of it there.
  protected readonly saving = linkedSignal({ source: this.target, computation: () => false });
  protected readonly refusal = linkedSignal<unknown, RefusalAnswer | undefined>({
    source: this.target,
    computation: () => undefined,
  });
  /** The API's name of a field says nothing to a person: the words stand at the field, too. */
  protected readonly refusalWords = computed(() => {
    const refusal = this.refusal();
    return refusal && { ...refusal, field: null };
  });
  protected readonly failure = linkedSignal<unknown, unknown>({
    source: this.target,
    computation: () => undefined,
  });
  private readonly answer = queryResource(LimitSettingsDocument, () => this.target());
  private readonly saved = linkedSignal<Settings | undefined>(() =>
    this.answer.hasValue()
      ? ((this.answer.value().limitSettings as Settings | null) ?? undefined)
      : undefined,
  );
  protected readonly settings = this.saved.asReadonly();
  protected readonly error = this.answer.error;
  protected readonly draft = linkedSignal<Settings | undefined, SettingsDraft | undefined>({
    source: this.saved,
    computation: (settings) => settings && draftOf(settings),
  });
  protected readonly changes = computed(() => {
    const settings = this.settings();
    const draft = this.draft();
    return settings && draft ? changesOf(settings, draft) : 0;
  });
  protected readonly groups = computed(() => {
    const limits = this.settings()?.limits ?? [];
    const subjects = [...new Set(limits.map(({ subject }) => subject))];
    return subjects.map((subject) => ({
      subject,
      ...(subject === 'CONNECTOR' && this.connectorId() ? thisConnector : subjectWords[subject]),
      limits: limits.filter((limit) => limit.subject === subject),
    }));
  });
  protected readonly quantityWords = quantityWords;
  protected readonly switches = resultSwitches;

  constructor() {
    inject(Unsaved).watch(() => this.loss());
  }

  /** Forgets what was typed and shows what holds now, which somebody else may have chosen. */
  protected reload(): void {
    this.refusal.set(undefined);
    this.failure.set(undefined);
    this.answer.reload();
    this.changed.emit();
  }

  protected discard(): void {
    const settings = this.settings();
    this.draft.set(settings && draftOf(settings));
    this.refusal.set(undefined);
    this.failure.set(undefined);
  }

  protected warnOfChanges(event: BeforeUnloadEvent): void {
    if (this.changes() > 0) event.preventDefault();
  }

  protected hintOf({ quantity, inherited, inheritedFrom, ceiling }: Limit): string {
    const usual = amountWords(quantity, inherited);
    const most = amountWords(quantity, ceiling);
    const source = sourceWords[inheritedFrom];
    return source
      ? $localize`${usual}:inherited: where this is empty, ${source}:source:; at most ${most}:ceiling:.`
      : $localize`${usual}:inherited: where this is empty; at most ${most}:ceiling:.`;
  }

  protected problemOf(limit: Limit): string {
    return problemOf(limit, this.draft()?.limits ?? {});
  }

  protected typed(limit: Limit): string {
    return this.draft()?.limits[keyOf(limit)] ?? '';
  }

  protected typeLimit(limit: Limit, text: string): void {
    this.draft.update((draft) => draft && { ...draft, limits: { ...draft.limits, [keyOf(limit)]: text } });
  }

  protected choose(key: ResultSwitch, text: string): void {
    const value = text === 'on' || text === 'off' ? text : '';
    this.draft.update((draft) => draft && { ...draft, switches: { ...draft.switches, [key]: value } });
  }

  protected typeResult(key: 'maximumBytes' | 'hosts', text: string): void {
    this.draft.update((draft) => draft && { ...draft, [key]: text });
  }

  protected inheritedWord(key: ResultSwitch): string {
    return this.settings()?.inheritedResults[key]
      ? $localize`Not chosen here: on`
      : $localize`Not chosen here: off`;
  }

  /** Letters belong to a unit, which a keyboard of digits does not have. */
  protected keyboardFor({ quantity }: Limit): string {
    return quantity === 'BYTES_PER_MINUTE' ? 'text' : 'numeric';
  }

  protected hostsHint(): string {
    const form = $localize`One a line, such as acme.example or *.acme.example. Links to others are reported.`;
    const inherited = this.settings()?.inheritedResults.listedHosts ?? [];
    return inherited.length > 0
      ? $localize`${form}:form: Where this is empty, the organization’s hold: ${inherited.join(', ')}:hosts:.`
      : $localize`${form}:form: While none is listed, no link is.`;
  }

  protected maximumHint(): string {
    const inherited = this.settings()?.inheritedResults.maximumBytes ?? 0;
    return $localize`${amountWords('BYTES_PER_MINUTE', inherited)}:inherited: where this is empty. What is larger is not passed on, and the model is told.`;
  }

  protected refusalOf(field: string): string {
    const refusal = this.refusal();
    return refusal?.field === field ? refusal.message : '';
  }

  /** What cannot be read must not be taken for no choice. */
  protected maximumProblem(): string {
    return typedAmount('BYTES_PER_MINUTE', this.draft()?.maximumBytes ?? '') === undefined
      ? $localize`Enter a number of bytes, such as 65536 or 64 KiB, or nothing.`
      : '';
  }

  protected async save(): Promise<void> {
    const settings = this.settings();
    const draft = this.draft();
    if (!settings || !draft || this.saving()) return;
    const wrong =
      settings.limits.some((limit) => this.problemOf(limit) !== '') || this.maximumProblem() !== '';
    if (wrong) return this.focusProblem();
    if (this.changes() === 0) return this.notices.say($localize`Nothing was changed, so nothing was saved.`);
    const target = this.target();
    const isStillThere = () => !this.life.destroyed && this.target() === target;
    this.saving.set(true);
    this.refusal.set(undefined);
    this.failure.set(undefined);
    try {
      const input = {
        ...target,
        version: settings.version,
        limits: inputsOf(settings.limits, draft.limits),
        results: target.offeringId === null ? resultsOf(draft) : null,
      };
      const { setLimits } = await this.client.send(SetLimitsDocument, { input });
      if (isRefusal(setLimits)) {
        if (isStillThere()) this.refuse(setLimits);
        else this.notices.say($localize`The limits you left were not saved: ${setLimits.message}:why:`);
        return;
      }
      this.notices.say($localize`Saved. It holds from now on.`);
      if (!isStillThere()) return;
      const typed = this.draft();
      this.saved.set(setLimits as Settings);
      if (typed !== draft) this.draft.set(typed);
      this.changed.emit();
    } catch (error) {
      // Without a session nothing was saved: what was typed waits in the bar, and whoever signs in saves again.
      if (asApiError(error).code === 'UNAUTHENTICATED') return;
      if (isStillThere()) this.failure.set(error);
      else
        this.notices.say($localize`Whether the limits you left were saved is not known: look at them again.`);
    } finally {
      if (isStillThere()) this.saving.set(false);
    }
  }

  /** While it is being saved nothing is lost by going on. */
  private loss(): string {
    if (this.changes() === 0 || this.saving()) return '';
    return this.offeringId() === undefined
      ? $localize`What you changed of limits and results is not saved. It is lost when you leave.`
      : $localize`What you changed of its limits is not saved. It is lost when you leave.`;
  }

  /** Whoever saves learns what is in the way, also where it is out of sight. */
  private focusProblem(): void {
    this.host.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  /** What the server refused is at its field when the page shows it. */
  private refuse(refusal: RefusalAnswer): void {
    this.refusal.set(refusal);
    afterNextRender({ read: () => this.focusProblem() }, { injector: this.injector });
  }
}

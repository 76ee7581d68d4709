import { Component, computed, ElementRef, inject, input, linkedSignal, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
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
import { inputsOf, keyOf, problemOf, textsOf, type LimitTexts } from './limit-draft';
import {
  amountText,
  amountWords,
  quantityWords,
  resultSwitches,
  sourceWords,
  subjectWords,
  thisConnector,
  typedAmount,
  type ResultSwitch,
} from './limit-words';

type Settings = LimitSettingsStateFragment;
type Limit = Settings['limits'][number];

/** What was typed: limits by subject and quantity, and what is done with results. An empty text is no choice. */
interface Draft {
  readonly limits: LimitTexts;
  readonly switches: Readonly<Record<ResultSwitch, '' | 'on' | 'off'>>;
  readonly maximumBytes: string;
  readonly hosts: string;
}

/** Limits, of the organization, a connector or one tool of it, and what is done with results but for a tool. */
@Component({
  selector: 'app-limits-form',
  imports: [ErrorState, Field, MatButton, RefusalBanner, RelativeTime, Skeleton],
  templateUrl: './limits-form.html',
  styleUrl: './limits-form.scss',
})
export class LimitsForm {
  private readonly client = inject(GraphqlClient);
  private readonly notices = inject(Notices);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** The connector; without one it is about the organization. */
  readonly connectorId = input<string>();
  /** A tool, resource or prompt of the connector. */
  readonly offeringId = input<string>();
  /** Something else holds from now on. */
  readonly changed = output();
  protected readonly saving = signal(false);
  protected readonly refusal = signal<RefusalAnswer | undefined>(undefined);
  protected readonly failure = signal<unknown>(undefined);
  private readonly target = computed(() => ({
    connectorId: this.connectorId() ?? null,
    offeringId: this.offeringId() ?? null,
  }));
  private readonly answer = queryResource(LimitSettingsDocument, () => this.target());
  private readonly saved = linkedSignal<Settings | undefined>(() =>
    this.answer.hasValue()
      ? ((this.answer.value().limitSettings as Settings | null) ?? undefined)
      : undefined,
  );
  protected readonly settings = this.saved.asReadonly();
  protected readonly error = this.answer.error;
  protected readonly draft = linkedSignal<Settings | undefined, Draft | undefined>({
    source: this.saved,
    computation: (settings) => settings && draftOf(settings),
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

  protected reload(): void {
    this.refusal.set(undefined);
    this.failure.set(undefined);
    this.answer.reload();
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
    if (!settings || !draft) return;
    const wrong =
      settings.limits.some((limit) => this.problemOf(limit) !== '') || this.maximumProblem() !== '';
    if (wrong) return this.focusProblem();
    this.saving.set(true);
    this.refusal.set(undefined);
    this.failure.set(undefined);
    try {
      const input = {
        ...this.target(),
        version: settings.version,
        limits: inputsOf(settings.limits, draft.limits),
        results: this.offeringId() === undefined ? resultsOf(draft) : null,
      };
      const { setLimits } = await this.client.send(SetLimitsDocument, { input });
      if (isRefusal(setLimits)) this.refusal.set(setLimits);
      else {
        this.saved.set(setLimits as Settings);
        this.notices.say($localize`Saved. It holds from now on.`);
        this.changed.emit();
      }
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.saving.set(false);
    }
  }

  /** Whoever saves learns what is in the way, also where it is out of sight. */
  private focusProblem(): void {
    this.host.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }
}

function draftOf({ limits, results }: Settings): Draft {
  const word = (value: boolean | null | undefined) => (value == null ? '' : value ? 'on' : 'off');
  return {
    limits: textsOf(limits),
    switches: {
      redactSecrets: word(results.redactSecrets),
      redactPersonalData: word(results.redactPersonalData),
      reportMarkers: word(results.reportMarkers),
      removeHidden: word(results.removeHidden),
    },
    maximumBytes: results.maximumBytes === null ? '' : amountText('BYTES_PER_MINUTE', results.maximumBytes),
    hosts: results.listedHosts?.join('\n') ?? '',
  };
}

function resultsOf({ switches, maximumBytes, hosts }: Draft) {
  const chosen = (word: '' | 'on' | 'off') => (word === '' ? null : word === 'on');
  const listed = hosts.split(/[\s,]+/).filter((host) => host !== '');
  return {
    maximumBytes: typedAmount('BYTES_PER_MINUTE', maximumBytes) ?? null,
    redactSecrets: chosen(switches.redactSecrets),
    redactPersonalData: chosen(switches.redactPersonalData),
    reportMarkers: chosen(switches.reportMarkers),
    removeHidden: chosen(switches.removeHidden),
    listedHosts: listed.length > 0 ? listed : null,
  };
}

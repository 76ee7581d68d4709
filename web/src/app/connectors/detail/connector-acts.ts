import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import {
  ResumeConnectorDocument,
  RetireConnectorDocument,
  SuspendConnectorDocument,
} from '../../graphql/generated/graphql';
import { Confirm } from '../../ui/confirm';
import { Notices } from '../../ui/notices';
import { audienceSummary, peopleWords, reachOf } from '../audience-words';
import type { ConnectorDetails } from '../offerings';
import type { PublishQuestion } from '../publish/publish-dialog';
import { ConnectorView } from './connector-view';

/** What can be done to a connector as a whole: each act says whom it concerns before it is done. */
@Service({ autoProvided: false })
export class ConnectorActs {
  private readonly view = inject(ConnectorView);
  private readonly confirm = inject(Confirm);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);

  async publish(connector: ConnectorDetails): Promise<void> {
    const { PublishDialog } = await import('../publish/publish-dialog');
    this.dialogs.open<unknown, PublishQuestion>(PublishDialog, {
      data: { connector, view: this.view },
      width: '560px',
      autoFocus: 'first-heading',
    });
  }

  async suspend(connector: ConnectorDetails): Promise<void> {
    const yes = await this.confirm.ask({
      heading: $localize`Suspend ${connector.name}:name:?`,
      consequence: $localize`${affected(connector)}:people: can use nothing in it from this moment on. Rules and audiences are kept; resuming brings everything back.`,
      action: $localize`Suspend`,
      danger: true,
      reasonLabel: $localize`Why is it suspended?`,
    });
    if (!yes) return;
    const input = { id: connector.id, version: connector.version, reason: yes.reason };
    if (await this.view.change(SuspendConnectorDocument, { input }, (data) => data.suspendConnector)) {
      this.notices.say($localize`${connector.name}:name: is suspended.`);
    }
  }

  async resume(connector: ConnectorDetails): Promise<void> {
    const yes = await this.confirm.ask({
      heading: $localize`Resume ${connector.name}:name:?`,
      consequence: connector.publications.length
        ? $localize`${affected(connector)}:people: can use what is allowed in it again.`
        : $localize`It becomes a draft again, since it is published to nobody.`,
      action: $localize`Resume`,
      reasonLabel: $localize`Why is it resumed?`,
    });
    if (!yes) return;
    const input = { id: connector.id, version: connector.version, reason: yes.reason };
    if (await this.view.change(ResumeConnectorDocument, { input }, (data) => data.resumeConnector)) {
      this.notices.say($localize`${connector.name}:name: works again.`);
    }
  }

  async retire(connector: ConnectorDetails): Promise<void> {
    const yes = await this.confirm.ask({
      heading: $localize`Retire ${connector.name}:name: for good?`,
      consequence: $localize`${affected(connector)}:people: lose it, and it cannot be brought back. Its address word "${connector.slug}:slug:" stays taken and its history is kept. To stop it for a while, suspend it instead.`,
      action: $localize`Retire for good`,
      danger: true,
      reasonLabel: $localize`Why is it retired?`,
    });
    if (!yes) return;
    const input = { id: connector.id, version: connector.version, reason: yes.reason };
    if (await this.view.change(RetireConnectorDocument, { input }, (data) => data.retireConnector)) {
      this.notices.say($localize`${connector.name}:name: is retired.`);
    }
  }
}

/** The people a connector is published to, as the subject of a sentence. */
function affected({ publications }: ConnectorDetails): string {
  if (publications.length === 0) return $localize`0 people (it is published to nobody)`;
  const reach = reachOf(publications);
  const people = peopleWords(reach.people, reach.exact);
  const sentence = $localize`${people}:people: (${audienceSummary(publications)}:audience:)`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

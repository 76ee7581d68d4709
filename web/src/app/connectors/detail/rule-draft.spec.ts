import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Session } from '../../shell/session';
import { givenConnector, givenOffering, givenRule, groups } from '../testing/given';
import { ConnectorView } from './connector-view';
import { RuleDraft } from './rule-draft';

const stale = {
  __typename: 'Refusal',
  code: 'stale_version',
  message: 'Changed.',
  nextStep: 'Reload.',
  field: null,
};
const read = givenOffering('read');

describe('the draft of rules', () => {
  let requests: HttpTestingController;
  let draft: RuleDraft;
  let view: ConnectorView;

  /** Answers the request of this operation, and gives what it was asked with. */
  const answer = async (operation: string, data: unknown) => {
    TestBed.tick();
    const request = requests.expectOne((each) => each.body.query.includes(operation));
    request.flush({ data });
    await TestBed.inject(ApplicationRef).whenStable();
    return request.request.body.variables;
  };

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Session, useValue: { can: () => false } },
        ConnectorView,
        RuleDraft,
      ],
    });
    requests = TestBed.inject(HttpTestingController);
    draft = TestBed.inject(RuleDraft);
    view = TestBed.inject(ConnectorView);
    view.open('crm');
    await answer('query Connector(', { connector: givenConnector({ version: 3, offerings: [read] }) });
  });

  afterEach(() => requests.verify());

  it('shows an edit at once and saves nothing by itself', () => {
    draft.set([{ offeringId: 'read', group: null, effect: 'ALLOW' }]);
    expect(draft.effect(read, null)).toBe('ALLOW');
    expect(draft.isEdited('read', null)).toBe(true);
    expect(draft.isEdited('read', groups.sales.id)).toBe(false);
  });

  it('forgets an edit that is turned back', () => {
    draft.set([{ offeringId: 'read', group: null, effect: 'ALLOW' }]);
    draft.set([{ offeringId: 'read', group: null, effect: null }]);
    expect(draft.pending()).toEqual([]);
  });

  it('saves all edits in one call with the version that was seen', async () => {
    draft.set([
      { offeringId: 'read', group: null, effect: 'ALLOW' },
      { offeringId: 'read', group: groups.sales, effect: 'BLOCK' },
    ]);
    const saved = draft.save();
    const rules = [givenRule('ALLOW'), givenRule('BLOCK', groups.sales)];
    const after = givenConnector({ version: 4, offerings: [givenOffering('read', { rules })] });
    const { input } = await answer('mutation SetRules', { setRules: { __typename: 'Connector', ...after } });
    expect(input).toEqual({
      connectorId: 'crm-id',
      version: 3,
      changes: [
        { offeringId: 'read', groupId: null, effect: 'ALLOW' },
        { offeringId: 'read', groupId: 'sales', effect: 'BLOCK' },
      ],
    });
    expect(await saved).toBe(true);
    expect(draft.pending()).toEqual([]);
    expect(view.connector()?.version).toBe(4);
  });

  it('keeps the edits when somebody else was faster, and saves them on top of the newer version', async () => {
    draft.set([{ offeringId: 'read', group: null, effect: 'ALLOW' }]);
    const refused = draft.save();
    await answer('mutation SetRules', { setRules: stale });
    expect(view.refusal()).toBeUndefined();
    await answer('query Connector(', { connector: givenConnector({ version: 5, offerings: [read] }) });
    expect(await refused).toBe(false);
    // By the time a person is told to save again, the newest state is there to save on top of.
    expect(view.refusal()?.code).toBe('stale_version');
    expect(draft.pending()).toHaveLength(1);

    const saved = draft.save();
    const after = givenConnector({
      version: 6,
      offerings: [givenOffering('read', { rules: [givenRule('ALLOW')] })],
    });
    const { input } = await answer('mutation SetRules', { setRules: { __typename: 'Connector', ...after } });
    expect(input.version).toBe(5);
    expect(await saved).toBe(true);
    expect(view.refusal()).toBeUndefined();
  });

  it('keeps the edits when the answer never comes, and reads what is true now', async () => {
    draft.set([{ offeringId: 'read', group: null, effect: 'ALLOW' }]);
    const saved = draft.save();
    requests
      .expectOne((each) => each.body.query.includes('mutation SetRules'))
      .error(new ProgressEvent('error'));
    expect(await saved).toBe(false);
    expect(view.failure()).toBeDefined();
    await answer('query Connector(', { connector: givenConnector({ version: 3, offerings: [read] }) });
    expect(draft.pending()).toHaveLength(1);
  });
});

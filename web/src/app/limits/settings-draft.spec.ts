import type { LimitSettingsStateFragment } from '../graphql/generated/graphql';
import { changesOf, draftOf, resultsOf } from './settings-draft';

const nothing = {
  maximumBytes: null,
  redactSecrets: null,
  redactPersonalData: null,
  reportMarkers: null,
  removeHidden: null,
  listedHosts: null,
};
const settings = {
  limits: [
    { subject: 'MEMBER', quantity: 'REQUESTS_PER_MINUTE', chosen: 20 },
    { subject: 'MEMBER', quantity: 'BYTES_PER_MINUTE', chosen: null },
  ],
  results: {
    ...nothing,
    maximumBytes: 2_048,
    removeHidden: false,
    listedHosts: ['acme.example', 'b.example'],
  },
} as unknown as LimitSettingsStateFragment;

describe('what was typed of limits and results', () => {
  it('is no change while it says what is chosen', () => {
    const draft = draftOf(settings);
    expect(changesOf(settings, draft)).toBe(0);
    expect(changesOf(settings, { ...draft, hosts: `${draft.hosts}\n`, maximumBytes: ' 2 KiB' })).toBe(0);
  });

  it('is counted by field', () => {
    const { limits, switches } = draftOf(settings);
    expect(
      changesOf(settings, {
        limits: { ...limits, 'MEMBER BYTES_PER_MINUTE': '1 GiB' },
        switches: { ...switches, removeHidden: '' },
        maximumBytes: '',
        hosts: 'acme.example',
      }),
    ).toBe(4);
  });

  it('of results is saved as it was when nothing was typed', () => {
    expect(resultsOf(draftOf(settings))).toEqual(settings.results);
  });
});

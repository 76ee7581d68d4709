import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { ScanStatus } from '../graphql/generated/schema';
import { ScanWatch } from './scan-watch';

const scan = (status: ScanStatus) => ({ __typename: 'Scan', id: 'scan-1', status, steps: [], failure: null });

describe('watching a scan', () => {
  let requests: HttpTestingController;
  let watch: ScanWatch;

  const answer = async (operation: string, data: unknown) => {
    requests.expectOne((each) => each.body.query.includes(operation)).flush({ data });
    await vi.advanceTimersByTimeAsync(0);
  };
  const nextLook = () => vi.advanceTimersToNextTimerAsync();

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), ScanWatch],
    });
    requests = TestBed.inject(HttpTestingController);
    watch = TestBed.inject(ScanWatch);
  });

  afterEach(() => {
    requests.verify();
    vi.useRealTimers();
  });

  it('looks again until the scan has ended', async () => {
    const ended = watch.start({ url: 'https://crm.example/mcp' });
    expect(watch.running()).toBe(true);
    await answer('mutation StartScan', { startScan: scan('RUNNING') });
    await nextLook();
    await answer('query ScanInProgress', { scan: scan('RUNNING') });
    await nextLook();
    await answer('query ScanInProgress', { scan: scan('SUCCEEDED') });
    expect((await ended)?.status).toBe('SUCCEEDED');
    expect(watch.running()).toBe(false);
  });

  it('asks no more once nobody watches', async () => {
    void watch.start({ connectorId: 'crm-id' });
    await answer('mutation StartScan', { startScan: scan('RUNNING') });
    TestBed.resetTestingModule();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says why it could not begin', async () => {
    const ended = watch.start({ url: 'http://10.0.0.1/mcp' });
    const refusal = {
      code: 'address_forbidden',
      message: 'Private.',
      nextStep: 'Use another.',
      field: 'url',
    };
    await answer('mutation StartScan', { startScan: { __typename: 'Refusal', ...refusal } });
    expect(await ended).toBeUndefined();
    expect(watch.refusal()).toMatchObject(refusal);
    expect(watch.running()).toBe(false);
  });

  it('goes on with the same scan after a failure on the way', async () => {
    const lost = watch.start({ connectorId: 'crm-id' });
    await answer('mutation StartScan', { startScan: scan('RUNNING') });
    await nextLook();
    requests.expectOne('/graphql').error(new ProgressEvent('error'));
    expect(await lost).toBeUndefined();
    expect(watch.failure()).toBeDefined();

    const found = watch.lookAgain();
    await nextLook();
    await answer('query ScanInProgress', { scan: scan('FAILED') });
    expect((await found)?.status).toBe('FAILED');
  });
});

import { resultsInvalid } from './limit.errors.js';
import type { ResultChoices } from './limit-setting.js';
import type { LimitTarget } from './limit-settings.repository.js';
import { largestResult } from './result-rules.js';

const smallestMaximum = 1_024;
const mostHosts = 200;

/** A name such as `acme.example`, or `*.acme.example` for it and everything below it. */
const hostForm =
  /^(?:\*\.)?(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** What was chosen about results as it is stored, or the refusal that says what is wrong with it. */
export function checkResults({ offeringId }: LimitTarget, chosen: ResultChoices): ResultChoices {
  if (offeringId !== null) {
    throw resultsInvalid('What is done with results is chosen for a whole connector.', 'results');
  }
  const { maximumBytes, listedHosts } = chosen;
  const isSize =
    maximumBytes === undefined ||
    (Number.isInteger(maximumBytes) && maximumBytes >= smallestMaximum && maximumBytes <= largestResult);
  if (!isSize) {
    throw resultsInvalid(
      `The largest result must be a whole number of bytes, from ${smallestMaximum / 1_024} KiB to ${largestResult / 1_048_576} MiB.`,
      'maximumBytes',
    );
  }
  if (listedHosts === undefined) return chosen;
  const hosts = [...new Set(listedHosts.map((host) => host.trim().toLowerCase()).filter(Boolean))];
  const wrong = hosts.find((host) => !hostForm.test(host));
  if (wrong !== undefined) {
    throw resultsInvalid(
      `"${wrong.slice(0, 100)}" is no host. Write names such as acme.example, or *.acme.example for everything below it.`,
      'listedHosts',
    );
  }
  if (hosts.length > mostHosts) {
    throw resultsInvalid(`At most ${mostHosts} hosts can be listed.`, 'listedHosts');
  }
  return { ...chosen, listedHosts: hosts };
}

import { PublicationEntity } from './publication.entity.js';
import { RuleEntity } from './rule.entity.js';

/** The rows of this feature, for the data source. */
export const policyEntities = [PublicationEntity, RuleEntity];

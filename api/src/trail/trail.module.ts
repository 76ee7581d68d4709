import { Module } from '@nestjs/common';
import { ConnectorsModule } from '../connectors/connectors.module.js';
import { PeopleModule } from '../people/people.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { TrailFieldsResolver } from './trail-fields.resolver.js';

/** The audit trail as people read it: with names. */
@Module({ imports: [PeopleModule, ConnectorsModule, TokensModule], providers: [TrailFieldsResolver] })
export class TrailModule {}

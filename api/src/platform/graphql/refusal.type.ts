import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { Type } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';

/** An expected failure as the schema shows it. */
@ObjectType('Refusal', {
  description: 'An expected failure: what happened, and what to do next. Nothing was saved.',
})
export class RefusalType {
  @Field(() => String, { description: 'Stable, machine-readable name of what is wrong.' })
  readonly code!: string;

  @Field(() => String, { description: 'What happened and why.' })
  readonly message!: string;

  @Field(() => String, { description: 'What can be done next.' })
  readonly nextStep!: string;

  @Field(() => String, { nullable: true, description: 'The input field at fault.' })
  readonly field!: string | null;
}

/** The refusal as a value of the schema. */
export function refusalType(refusal: Refusal): RefusalType {
  return Object.assign(new RefusalType(), {
    code: refusal.code,
    message: refusal.message,
    nextStep: refusal.nextStep,
    field: refusal.field ?? null,
  });
}

/** The union every mutation returns: what was asked for, or a refusal. */
export function resultUnion<Success extends object>(name: string, success: () => Type<Success>) {
  return createUnionType({
    name,
    types: () => [success(), RefusalType] as const,
    resolveType: (value: object) => (value instanceof RefusalType ? RefusalType : success()),
  });
}

/** Runs a use case; an expected failure becomes a member of the payload union, anything else goes on up. */
export async function orRefusal<Result>(useCase: () => Promise<Result>): Promise<Result | RefusalType> {
  try {
    return await useCase();
  } catch (error) {
    if (error instanceof Refusal) return refusalType(error);
    throw error;
  }
}

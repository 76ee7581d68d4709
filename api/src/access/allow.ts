import { Reflector } from '@nestjs/core';
import type { Permission } from './permissions.js';

/** What an operation asks of its caller. An operation without one of these is refused for everybody. */
export type Requirement = { readonly permission: Permission } | 'signed_in' | 'public';

/** Metadata read by the access guard. */
export const Requires = Reflector.createDecorator<Requirement>();

/** The operation needs this permission. */
export const Allow = (permission: Permission) => Requires({ permission });

/** Any active member of the organization may call it. */
export const SignedIn = () => Requires('signed_in');

/** Anybody at all may call it, without an organization. Rare, and each use says why. */
export const Public = () => Requires('public');

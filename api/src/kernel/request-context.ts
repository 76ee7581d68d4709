/** Who acts. `operator` is a person at the command line of the installation; `system` is Castellan itself. */
export interface Actor {
  readonly kind: 'member' | 'system' | 'operator';
  /** Member id; for `system` and `operator` a fixed name. */
  readonly id: string;
  /** Roles held when the request began, recorded with every event. */
  readonly roles: readonly string[];
}

/** The door the request came through. */
export type Channel = 'console' | 'api' | 'gateway' | 'cli' | 'worker';

/** Everything a use case needs to know about the request it serves. Made once per request, never changed. */
export interface RequestContext {
  readonly organizationId: string;
  readonly actor: Actor;
  /** What this request may do: the member's permissions, narrowed by the token where there is one. */
  readonly permissions: ReadonlySet<string>;
  readonly channel: Channel;
  readonly requestId: string;
  readonly sourceAddress?: string;
  readonly userAgent?: string;
  readonly sessionId?: string;
  readonly tokenId?: string;
}

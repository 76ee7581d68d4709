import { z } from 'zod';

const organizationSchema = z.object({
  mcp: z.record(z.string(), z.string()),
  /** The one address of all connectors; files from before it do not name it. */
  aggregate: z.string().optional(),
  tokens: z.object({
    owner: z.string(),
    admin: z.string(),
    reviewer: z.string(),
    auditor: z.string(),
    member: z.string(),
  }),
});

/** `.castellan/demo.json`: what scripts and tests need to start without a browser. */
export const demoFileSchema = z.object({
  url: z.string(),
  organizations: z.object({ acme: organizationSchema, northfield: organizationSchema }),
});

export type DemoFile = z.infer<typeof demoFileSchema>;

/** The tokens of one organization, by the role of whoever holds them. */
export type DemoTokens = z.infer<typeof organizationSchema>['tokens'];

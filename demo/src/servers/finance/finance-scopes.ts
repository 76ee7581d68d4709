/** The OAuth scopes of the sample finance system. */
export const FINANCE_SCOPES = ['finance.read', 'finance.write'] as const;

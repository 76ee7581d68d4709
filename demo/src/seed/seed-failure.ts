/** The sample data could not be completed; the message says which step and why. */
export class SeedFailure extends Error {
  override readonly name = 'SeedFailure';
}

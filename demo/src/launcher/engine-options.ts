/**
 * How Node runs the API, here as in the image. `docs/performance.md` says what was measured.
 *
 * What lives as long as a call has room in the young heap. V8's middle compiler is left out, for its code lays things of
 * a call among the old ones, where they keep alive what they point to until the whole heap is collected; what it would
 * have taken after 400 invocations goes to the last compiler then, which may put more of a call into one piece.
 */
export const engineOptions: readonly string[] = [
  '--enable-source-maps',
  '--max-semi-space-size=64',
  '--no-maglev',
  '--invocation-count-for-turbofan=400',
  '--max-inlined-bytecode-size-cumulative=2400',
];

# The production image. Everything it does to the sources is in scripts/image-steps.sh.
FROM node:26.10.0-bookworm-slim AS build
WORKDIR /sources
COPY . .
RUN scripts/image-steps.sh /sources /castellan

FROM node:26.10.0-bookworm-slim
ENV NODE_ENV=production \
    CASTELLAN_ENVIRONMENT=production \
    CASTELLAN_WEB_ROOT=/castellan/web/dist/browser
WORKDIR /castellan
# Owned by root: the process cannot change its own program.
COPY --from=build /castellan .
USER node
EXPOSE 4000
HEALTHCHECK --start-period=60s --interval=10s --timeout=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.CASTELLAN_PORT || 4000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The reasons for these options stand in demo/src/launcher/engine-options.ts.
CMD ["node", "--enable-source-maps", "--max-semi-space-size=64", "--no-maglev", \
  "--invocation-count-for-turbofan=400", "--max-inlined-bytecode-size-cumulative=2400", "api/dist/main.js"]

# `access-request` as an image: the worker unless told otherwise; its commands and the simulators too.
# Debian and not Alpine: Temporal's native core needs glibc.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
# What .dockerignore lets through.
COPY . .
# Compiled, with the bundle of the workflows: to make that as it starts, a worker would need a place to write to.
RUN npm run build

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /packages
COPY package.json package-lock.json .npmrc ./
# The native core comes for five platforms, some 27 MB each.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
  ACCESS_REQUEST_CONFIG=/etc/access-request/orchestrator.yaml \
  HEALTH_URL=http://127.0.0.1:9090/health
WORKDIR /app
# It belongs to root: the process cannot change its own code.
COPY --from=packages /packages/package.json ./
COPY --from=packages /packages/node_modules ./node_modules
COPY --from=build /build/dist ./dist
RUN chmod 755 dist/bin/access-request.js \
  && ln -s /app/dist/bin/access-request.js /usr/local/bin/access-request

USER node
STOPSIGNAL SIGTERM
ENTRYPOINT ["access-request"]
CMD ["worker", "--health-port", "9090"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=1m --retries=3 \
  CMD ["node", "--eval", "fetch(process.env.HEALTH_URL).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

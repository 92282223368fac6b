# The image of worker and HTTP server, with this repository's configuration; build it again when that changes.
FROM node:22.21-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY examples/model-comparison/package.json examples/model-comparison/
COPY examples/python-pipeline/package.json examples/python-pipeline/
COPY examples/skillforge/package.json examples/skillforge/
COPY examples/spam-filter/package.json examples/spam-filter/
# Not `npm ci`: see docs/adr/0003-npm-install.md.
RUN npm install --no-save --loglevel=error
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
RUN node scripts/build.mjs && npm prune --omit=dev --no-save --loglevel=error

FROM node:22.21-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production ASSAY_HOME=/data
# No src: where it is absent, the command line neither installs nor builds (scripts/setup.mjs).
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/bundle bundle
COPY package.json ./
COPY bin bin
COPY scripts scripts
COPY docker/worker-health.mjs docker/
COPY examples examples
COPY assay.config.ts ./
# A new volume takes over the owner of the folder it covers.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENTRYPOINT ["node", "bin/assay.mjs"]
CMD ["worker"]

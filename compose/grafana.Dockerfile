# Grafana with the app and the panel of this repository inside.
# The first stage is the same in every Dockerfile here, so that it is built once for all of them.
ARG GRAFANA_VERSION=12.3.0

FROM node:24.22.3-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY backend/package.json backend/
COPY admin/package.json admin/
COPY tests/plugin/react19/package.json tests/plugin/react19/
RUN npm ci

FROM dependencies AS plugin
COPY . .
RUN npm run build

FROM grafana/grafana:${GRAFANA_VERSION}
# Not below /var/lib/grafana: a volume that is mounted there would keep the plugin of the first start for ever.
COPY --from=plugin /app/dist /opt/plugins/blueclerk-loadtest-app
# The plugins that Grafana would fetch at its start could not be written there.
ENV GF_PATHS_PLUGINS=/opt/plugins \
  GF_PLUGINS_PREINSTALL_DISABLED=true \
  GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=blueclerk-loadtest-app,blueclerk-loadtestresults-panel

# Image of one role, made of its package: docker build -f __DIR__Dockerfile --build-arg ROLE=miner -t __NAME__-miner .
# The folder release has the tarballs that the owner of the subnet made with subnet package.
# Pin both images by digest before you rely on them.
FROM node:24-trixie-slim AS unpack
ARG ROLE=miner
COPY release /release
RUN mkdir /app && tar -xzf /release/*-"$ROLE".tgz -C /app --strip-components=1

FROM gcr.io/distroless/nodejs24-debian13:nonroot
ARG ROLE=miner
LABEL org.opencontainers.image.title="__NAME__" \
      org.opencontainers.image.description="The $ROLE of __NAME__"
COPY --from=unpack /app /app
WORKDIR /app
ENV NODE_ENV=production \
    SUBNETKIT_MINER_HOST=0.0.0.0 \
    SUBNETKIT_GATEWAY_HOST=0.0.0.0 \
    SUBNETKIT_VALIDATOR_HEALTH_PORT=9465 \
    SUBNETKIT_COORDINATOR_HEALTH_PORT=9465 \
    SUBNETKIT_WORKER_HEALTH_PORT=9465
USER 65532:65532
EXPOSE 8091
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["/nodejs/bin/node", "health.mjs"]
ENTRYPOINT ["/nodejs/bin/node", "run.mjs"]

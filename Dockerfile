# The same build as on any Debian 12 machine: the same `make` targets, nothing else. This file has not been run where it was
# written (no container engine there); its commands have, outside a container.
#   docker build -t retailinsight .
#   docker run --rm -v "$PWD:/data" -w /data retailinsight help
FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends make python3 ca-certificates
WORKDIR /src
COPY tools/setup tools/debian-packages.txt tools/
COPY tools/deps tools/deps
COPY web/package.json web/package-lock.json web/.npmrc web/
COPY LICENSE ./
RUN tools/setup run
COPY . .
RUN make build PRESET=release TARGET=retailinsight && cmake --install build/release --prefix /opt/retailinsight --strip

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates fonts-dejavu-core fonts-dejavu-extra libcairo2 libcurl4 libexpat1 libgomp1 libjpeg62-turbo libgnutls30 libmicrohttpd12 libsodium23 libpango-1.0-0 libpangocairo-1.0-0 libpng16-16 libqrencode4 libsqlite3-0 libssl3 libstdc++6 libutf8proc2 libxlsxwriter4 libxxhash0 \
      libwebp7 libyaml-0-2 libzip4 libzstd1 tzdata zlib1g \
    && rm -rf /var/lib/apt/lists/* && useradd --create-home --uid 10001 retailinsight
COPY --from=build /opt/retailinsight /opt/retailinsight
ENV PATH=/opt/retailinsight/bin:$PATH
USER retailinsight
WORKDIR /home/retailinsight
ENTRYPOINT ["retailinsight"]

# The production image: the application, its libraries and the metrics agent; no broker, no simulator, no root.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
COPY src src
COPY config config
COPY nexora ./
RUN mvn -q -B -DskipTests -Dspotless.check.skip=true package

FROM eclipse-temurin:25-jre
RUN groupadd --gid 10001 nexora \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /opt/nexora nexora \
 && mkdir -p /opt/nexora /var/lib/nexora /etc/nexora \
 && chown nexora:nexora /var/lib/nexora
WORKDIR /opt/nexora
COPY --from=build /src/target/nexora-streams.jar ./
COPY --from=build /src/target/lib ./lib
COPY --from=build /src/target/agent ./agent
COPY --from=build /src/nexora ./nexora
COPY config/jmx-exporter.yaml config/nexora.properties config/topics.yaml ./config/
USER 10001:10001
VOLUME /var/lib/nexora
EXPOSE 8080 9404
ENV NEXORA_STATE_DIR=/var/lib/nexora \
    NEXORA_JAVA_OPTS="-XX:+UseParallelGC -XX:MaxRAMPercentage=40 -XX:+ExitOnOutOfMemoryError -javaagent:/opt/nexora/agent/jmx_prometheus_javaagent.jar=9404:/opt/nexora/config/jmx-exporter.yaml"
ENTRYPOINT ["/opt/nexora/nexora"]
CMD ["run", "--config", "/etc/nexora/nexora.properties"]

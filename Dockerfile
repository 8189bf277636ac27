# The hub's image. Takes the jar that `mvn package` made, so that image and download are the same program:
#   docker build -t hospital-hub .
# Works with the classic builder and with BuildKit. JDK gives a runtime of the modules that the hub uses (jlink), SYSTEM the
# small system below it, with the same C library. Or BASE: any image with a JRE of 17 or later and a shell.
ARG JDK=eclipse-temurin:25-jdk
ARG SYSTEM=debian:trixie-slim
ARG BASE=runtime

FROM ${JDK} AS modules
COPY deploy/image/modules deploy/image/runtime.sh /tmp/
RUN sh /tmp/runtime.sh /runtime

FROM ${SYSTEM} AS runtime
COPY --from=modules /runtime /opt/java
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

FROM ${BASE} AS layers
ARG JAR=target/hospital-hub.jar
COPY ${JAR} /extract/hospital-hub.jar
RUN java -Djarmode=tools -jar /extract/hospital-hub.jar extract --layers --destination /layers

# The hub as it runs; what changes seldom comes first.
FROM ${BASE} AS hub
WORKDIR /hub
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/spring-boot-loader/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./
COPY deploy/image/jvm.args ./
# A uid without a name: it owns nothing but its data and the folder for files, and Kubernetes can check that it is not root.
RUN mkdir data drop && chown 10001:10001 data drop
ENV LANG=C.UTF-8
USER 10001:10001

# One run of the demo tells the JVM which classes a start needs; the archive saves most of the next start.
FROM hub AS training
COPY deploy/image/train.sh /tmp/
RUN sh /tmp/train.sh

# From `hub` again, so that the jars are the very files, by name and time, that the archive was made of.
FROM hub
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Hospital Hub" \
      org.opencontainers.image.description="Carries a hospital's orders to national e-health services and brings every answer back." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# Root's, like the jars: the hub may read and run it, never change it.
COPY --from=training --chown=0:0 /tmp/archive/ ./
# Inside a container the address is the container's own; what is published decides who reaches it (docs/containers.md).
# Files in /run/secrets are settings by their names.
ENV SERVER_ADDRESS=0.0.0.0 \
    SPRING_CONFIG_IMPORT=optional:configtree:/run/secrets/
# Only data is a volume of its own. /hub/config and /hub/routes are mounted where they differ from what the jar carries;
# a volume filled from the image would keep old routes alive under a new hub.
VOLUME /hub/data
EXPOSE 8080 61616
HEALTHCHECK --interval=10s --timeout=20s --start-period=120s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-cp", "/hub/hospital-hub.jar", "org.hospitalhub.wiring.ContainerHealth"]
# No shell between: SIGTERM reaches the hub, which then ends in order within hub.dispatch.calls-may-take.
ENTRYPOINT ["java", "@/hub/jvm.args", "@/hub/archive.args", "-jar", "/hub/hospital-hub.jar"]

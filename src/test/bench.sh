#!/bin/sh
# Measures conec beside bare QUIC and prints Markdown tables; takes some minutes and two idle cores.
# Options: --native (epoll), --rounds N, --seconds N (of each throughput or broadcast round),
# --only latency|throughput|upgrades|broadcast, --subjects A,B (bare, direct, relayed...), --jvm OPTION (for all
# processes): see io.conec.bench.Bench.
set -eu

cd "$(dirname "$0")/../.."
${MVN:-./mvnw} -q -B -ntp test-compile org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
  -DincludeScope=test -Dmdep.outputFile=target/bench.classpath
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" \
  io.conec.bench.Bench "$@"

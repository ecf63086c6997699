#!/bin/sh
# Checks what is published, after ./mvnw package: a second build, in another directory, makes the same jars, and a
# project that has only our dependency can use them, with and without the BOM of Vert.x. It installs this version into
# the local Maven repository. An option sets the version of the BOM: -Dvertx.version=5.0.12
set -eu

cd "$(dirname "$0")/../.."
mvn="${MVN:-./mvnw} -q -B -ntp"
second=$(mktemp -d)
trap 'rm -rf "$second"' EXIT

cp -R .mvn mvnw pom.xml LICENSE NOTICE src "$second"
(cd "$second" && $mvn install -Prelease -Dmaven.test.skip=true -Dasciidoctor.skip=true)
for jar in target/*.jar; do
  cmp "$jar" "$second/$jar"
done

$mvn -f src/it/consumer/pom.xml clean process-classes
$mvn -f src/it/consumer/pom.xml clean process-classes -Pbom "$@"

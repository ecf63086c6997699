package io.conec;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Keeps the direction of imports and the size of files that ARCHITECTURE.md promises. */
class ArchitectureTest {

  private static final String IMPL = "io.conec.impl..";
  private static final String UTIL = "io.conec.impl.util";
  private static final String CONFIG = "io.conec.impl.config";
  private static final String[] API = {"io.conec", "io.conec.bridge"};

  /** From the bottom to the top; packages on one level do not import each other. */
  private static final List<List<String>> LEVELS = List.of(
    List.of(UTIL),
    List.of(CONFIG),
    List.of("io.conec"),
    List.of("io.conec.bridge"),
    List.of("io.conec.impl.wire..", "io.conec.impl.identity..", "io.conec.impl.cluster.."),
    List.of("io.conec.impl.transport.."),
    List.of("io.conec.impl.path..", "io.conec.impl.stream.."),
    List.of("io.conec.impl.channel.."),
    List.of("io.conec.impl.client..", "io.conec.impl.coordinator.."),
    List.of("io.conec.impl.bridge.."),
    List.of("io.conec.cli.."));

  private static final int MAX_LINES = 400;

  /** Without the generated bindings, which follow the API by construction. */
  private static final JavaClasses CLASSES = new ClassFileImporter()
    .withImportOption(location -> !location.contains("/test-classes/")
      && !location.contains("/rxjava3/") && !location.contains("/conec/kotlin/"))
    .importPackages("io.conec");

  @Test
  void everyClassIsInOneOfThePackagesOfTheArchitecture() {
    String[] all = LEVELS.stream().flatMap(List::stream).toArray(String[]::new);
    check(classes().should().resideInAnyPackage(all));
  }

  @Test
  void importsRunDownwardsOnly() {
    for (int level = 0; level < LEVELS.size(); level++) {
      for (String name : LEVELS.get(level)) {
        String[] forbidden = aboveOrBeside(level, name);
        check(noClasses().that().resideInAPackage(name).should(dependOnClassesThat(resideInAnyPackage(forbidden))));
      }
    }
  }

  /** What the API may reach of the implementation is another rule's matter. */
  private static String[] aboveOrBeside(int level, String name) {
    boolean api = List.of(API).contains(name);
    return Stream.concat(
        LEVELS.get(level).stream().filter(other -> !other.equals(name)),
        LEVELS.stream().skip(level + 1).flatMap(List::stream))
      .filter(other -> !api || !other.startsWith("io.conec.impl."))
      .toArray(String[]::new);
  }

  @Test
  void theApiReachesTheImplementationOnlyFromStaticCreateMethodsAndVerticles() {
    check(classes().that().resideInAnyPackage(API).and().areNotAssignableTo("io.vertx.core.Deployable")
      .should(reachTheImplementationFromStaticCreateOnly()));
  }

  private static ArchCondition<JavaClass> reachTheImplementationFromStaticCreateOnly() {
    Predicate<JavaClass> impl = resideInAnyPackage(IMPL).and(not(resideInAPackage(CONFIG)));
    return new ArchCondition<>("reach the implementation from static create methods of interfaces only") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
          if (impl.test(access.getTargetOwner()) && !isStaticCreate(access.getOrigin())) {
            events.add(SimpleConditionEvent.violated(type, access.getDescription()));
          }
        }
        boolean creates = type.getMethods().stream().anyMatch(ArchitectureTest::isStaticCreate);
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          if (impl.test(dependency.getTargetClass()) && !creates) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean isStaticCreate(JavaCodeUnit unit) {
    return unit.getOwner().isInterface() && unit.getName().equals("create")
      && unit.getModifiers().contains(JavaModifier.STATIC);
  }

  @Test
  void theImplementationHasNoCycles() {
    check(slices().matching("io.conec.impl.(*)..").should().beFreeOfCycles());
  }

  /** The Coordinator introduces clients and relays their datagrams, but is never an end of a channel. */
  @Test
  void theCoordinatorKnowsNeitherChannelsNorPaths() {
    check(noClasses().that().resideInAPackage("io.conec.impl.coordinator..")
      .should().dependOnClassesThat().resideInAnyPackage("io.conec.impl.channel..", "io.conec.impl.path.."));
  }

  /** Broadcasts have rooms of their own. From outside, each of them is one class. */
  @Test
  void theRoomsOfBroadcastsHaveOneDoor() {
    Map.of("client", "BroadcastClient", "coordinator", "BroadcastRegistry", "bridge", "BroadcastMappings")
      .forEach((parent, door) -> {
        String room = "io.conec.impl." + parent + ".broadcast";
        check(noClasses().that().resideOutsideOfPackage(room)
          .should(dependOnClassesThat(resideInAPackage(room).and(not(simpleName(door))))));
      });
  }

  @Test
  void onlyTransportKnowsQuic() {
    onlyIn("io.conec.impl.transport..", "io.netty.handler.codec.quic..");
  }

  @Test
  void onlyIdentityKnowsBouncyCastle() {
    onlyIn("io.conec.impl.identity..", "org.bouncycastle..");
  }

  /** The JVM takes long to open its archives, and the first clients of a Coordinator would wait for that. */
  @Test
  void verificationNeedsNoBouncyCastle() {
    check(noClasses().that().resideInAPackage("io.conec.impl.identity..")
      .and().haveNameMatching(
        ".*\\.(PeerCertificateVerifier|Verification.*|Certificates|ChainLimits|Keys|SignatureAlgorithms)")
      .should().dependOnClassesThat().resideInAPackage("org.bouncycastle.."));
  }

  /** A new version of Vert.x may change it. */
  @Test
  void onlyTwoClassesKnowTheImplementationOfTheEventBus() {
    check(noClasses().that().haveNameNotMatching(".*\\.impl\\.bridge\\.(BusInternals|PeerMessage)(\\$.*)?")
      .should().dependOnClassesThat().resideInAnyPackage("io.vertx.core.eventbus.impl..", "io.vertx.core.impl.."));
  }

  @Test
  void onlyTheCommandKnowsPicocli() {
    onlyIn("io.conec.cli..", "picocli..");
  }

  /** The library works with every cluster manager. */
  @Test
  void onlyTheCommandKnowsHazelcast() {
    onlyIn("io.conec.cli..", "com.hazelcast..", "io.vertx.spi.cluster..");
  }

  @Test
  void onlyTheCommandConfiguresLoggingAndPrints() {
    onlyIn("io.conec.cli..", "java.util.logging..", "org.slf4j..");
    check(noClasses().that().resideOutsideOfPackage("io.conec.cli..").should(ACCESS_STANDARD_STREAMS));
  }

  @Test
  void wireIsPureBytes() {
    check(noClasses().that().resideInAPackage("io.conec.impl.wire..")
      .should().dependOnClassesThat().resideInAnyPackage(
        "io.netty.channel..", "io.netty.handler..", "io.vertx.core.net..", "java.net..", "java.nio.channels.."));
  }

  @Test
  void implementationFilesAreShortEnoughToReadWhole() throws IOException {
    Path root = Path.of("src/main/java/io/conec");
    try (Stream<Path> files = Files.walk(root)) {
      String tooLong = files
        .filter(file -> file.toString().endsWith(".java"))
        .filter(file -> root.relativize(file).startsWith("impl") || root.relativize(file).startsWith("cli"))
        .filter(file -> lines(file) > MAX_LINES)
        .map(file -> file + ": " + lines(file) + " lines")
        .collect(Collectors.joining("\n"));
      assertEquals("", tooLong, "files over " + MAX_LINES + " lines");
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + file, e);
    }
  }

  private static void onlyIn(String home, String... packages) {
    check(noClasses().that().resideOutsideOfPackage(home).should().dependOnClassesThat().resideInAnyPackage(packages));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}

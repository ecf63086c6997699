package io.conec.client;

import io.conec.ClientOptions;
import io.conec.ConecCoordinator;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A program, such as the command, can tell which option to blame without reading the message. */
class BlamedOptionTest {

  private static final PemTrustOptions NO_TRUST = new PemTrustOptions().addCertPath("nowhere.pem");
  private static final PemKeyCertOptions NO_KEY = new PemKeyCertOptions().setCertPath("nowhere.pem")
    .setKeyPath("nowhere.key");

  private static TestNet net;

  @BeforeAll
  static void start() {
    net = new TestNet();
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  private static ConecException failure(Future<?> operation) {
    return await(operation.transform(result -> Future.succeededFuture(
      assertInstanceOf(ConecException.class, result.cause()))));
  }

  private static void assertBlames(String option, Future<?> operation) {
    ConecException failure = failure(operation);
    assertEquals(option, failure.option(), failure.toString());
  }

  static Stream<Arguments> clients() {
    return Stream.of(
      client("coordinators", options -> options.setCoordinators(List.of())),
      client("coordinators", options -> options.setCoordinators(List.of("nobody.invalid"))),
      client("id", options -> options.setId("a/b")),
      client("keyCertOptions", options -> options.setKeyCertOptions(NO_KEY)),
      client("trustOptions", options -> options.setTrustOptions(NO_TRUST)),
      client("trustOptions", options -> options.setTrustOptions(
        new PemTrustOptions().addCertValue(TestCertificates.pem(TestCertificates.host("other")).getCertValues()
          .get(0)))),
      client("peerTrustOptions", options -> options.setPeerTrustOptions(NO_TRUST)),
      client("localAddress", options -> options.setLocalAddress("203.0.113.7")),
      client("localPort", options -> options.setLocalPort(net.coordinator().actualPort())),
      client("keyLogFile", options -> options.setKeyLogFile("/nowhere/keys")));
  }

  private static Arguments client(String option, UnaryOperator<ClientOptions> wrong) {
    return arguments(option, wrong);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void ofAClient(String option, UnaryOperator<ClientOptions> wrong) {
    assertBlames(option, net.client(wrong.apply(net.clientOptions("shop"))).connect());
  }

  static Stream<Arguments> coordinators() {
    return Stream.of(
      coordinator("port", options -> options.setPort(net.coordinator().actualPort())),
      coordinator("host", options -> options.setHost("203.0.113.7")),
      coordinator("keyCertOptions", options -> options.setKeyCertOptions(NO_KEY)),
      coordinator("clientTrustOptions", options -> options.setClientTrustOptions(NO_TRUST)),
      coordinator("crlPaths", options -> options.addCrlPath("nowhere.pem")),
      coordinator("denyListPath", options -> options.setDenyListPath("nowhere")));
  }

  private static Arguments coordinator(String option, UnaryOperator<CoordinatorOptions> wrong) {
    return arguments(option, wrong);
  }

  @ParameterizedTest
  @MethodSource("coordinators")
  void ofACoordinator(String option, UnaryOperator<CoordinatorOptions> wrong) {
    assertBlames(option,
      ConecCoordinator.create(net.vertx(), wrong.apply(TestNet.coordinatorOptions())).listen());
  }

  @Test
  void anOptionOfTheOtherSideIsNamedByTheMessageAlone() {
    net.connect(net.clientOptions("hermit").setAcceptChannels(false));
    ConecException refused = failure(net.connect("guest").openChannel("hermit"));
    assertTrue(refused.getMessage().contains("acceptChannels there"), refused.getMessage());
    assertNull(refused.option());
  }
}

package io.conec.impl.identity;

import static io.conec.impl.identity.TestIdentities.CLOCK;
import static io.conec.impl.identity.TestIdentities.DAY;
import static io.conec.impl.identity.TestIdentities.selfSigned;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfSignedTest {

  @Test
  void signsAnEcCertificateWithItsOwnKey() throws Exception {
    Credentials credentials = selfSigned("shop");
    X509Certificate leaf = credentials.leaf();

    leaf.verify(leaf.getPublicKey());
    assertTrue(Keys.match(credentials.key(), leaf.getPublicKey()));
    assertEquals(List.of(leaf), credentials.chain());
    assertArrayEquals(new X509Certificate[] {leaf}, credentials.chainArray());
    assertEquals(256, ((ECPublicKey) leaf.getPublicKey()).getParams().getOrder().bitLength());
    assertEquals("SHA256withECDSA", leaf.getSigAlgName());
    assertEquals("CN=shop", leaf.getSubjectX500Principal().getName());
    assertEquals(-1, leaf.getBasicConstraints());
    assertTrue(leaf.getKeyUsage()[0]);
    assertEquals(Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"), Set.copyOf(leaf.getExtendedKeyUsage()));
  }

  @Test
  void isValidFromAnHourAgo() {
    X509Certificate leaf = selfSigned("shop").leaf();
    assertEquals(CLOCK.instant().minus(Duration.ofHours(1)), leaf.getNotBefore().toInstant());
    assertEquals(CLOCK.instant().plus(DAY), leaf.getNotAfter().toInstant());
  }

  @Test
  void keepsDatesBeyond2050() {
    Duration century = Duration.ofDays(36_500);
    X509Certificate leaf = SelfSigned.create(SubjectNames.peer("shop"), century, CLOCK).leaf();
    assertEquals(CLOCK.instant().plus(century), leaf.getNotAfter().toInstant());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "P36501D"})
  void refusesAnUnreasonableValidity(Duration validity) {
    SubjectNames names = SubjectNames.peer("shop");
    assertThrows(IllegalArgumentException.class, () -> SelfSigned.create(names, validity, CLOCK));
  }

  @Test
  void makesAnotherKeyAndSerialEachTime() {
    X509Certificate a = selfSigned("shop").leaf();
    X509Certificate b = selfSigned("shop").leaf();
    assertNotEquals(a.getPublicKey(), b.getPublicKey());
    assertNotEquals(a.getSerialNumber(), b.getSerialNumber());
    assertTrue(a.getSerialNumber().signum() > 0);
    assertTrue(a.getSerialNumber().bitLength() <= 128);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with_underscore_", "_", "-", "...", "10.0.0.1", "UPPER.lower"})
  void carriesAnyIdAsDnsName(String id) throws Exception {
    X509Certificate leaf = selfSigned(id).leaf();
    assertEquals(List.of(List.of(2, id)), List.copyOf(leaf.getSubjectAlternativeNames()));
  }

  @Test
  void shortensOnlyTheCommonNameOfALongId() {
    String id = "x".repeat(PeerId.MAX_LENGTH);
    X509Certificate leaf = selfSigned(id).leaf();
    assertEquals("CN=" + "x".repeat(64), leaf.getSubjectX500Principal().getName());
    assertTrue(Certificates.hasName(leaf, id));
  }

  @Test
  void carriesHostNamesAndAddresses() throws Exception {
    List<String> hosts = List.of("conec.example.org", "*.example.org", "bücher.example", "192.0.2.7", "2001:db8::7");
    X509Certificate leaf = SelfSigned.create(SubjectNames.hosts(hosts), DAY, CLOCK).leaf();
    assertEquals(
      List.of("2 conec.example.org", "2 *.example.org", "2 xn--bcher-kva.example", "7 192.0.2.7",
        "7 2001:db8:0:0:0:0:0:7"),
      leaf.getSubjectAlternativeNames().stream().map(n -> n.get(0) + " " + n.get(1)).collect(Collectors.toList()));
    assertEquals("CN=conec.example.org", leaf.getSubjectX500Principal().getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "*.", "a.*.b", "http://a", "a:1719", "[::1]", "fe80::1%eth0", "a..\u3002b",
    "a\nb"})
  void refusesWhatIsNoHost(String host) {
    assertThrows(IllegalArgumentException.class, () -> SubjectNames.hosts(List.of(host)));
  }

  @Test
  void needsAHost() {
    assertThrows(IllegalArgumentException.class, () -> SubjectNames.hosts(List.of()));
  }

  @Test
  void refusesABadId() {
    assertThrows(IllegalArgumentException.class, () -> SubjectNames.peer("a b"));
  }

  @Test
  void canBeTrustedByItself() throws Exception {
    X509Certificate leaf = SelfSigned.create(SubjectNames.hosts(List.of("localhost")), DAY, CLOCK).leaf();
    TrustMaterial.fromRoots(List.of(leaf)).checkServerTrusted(new X509Certificate[] {leaf}, "UNKNOWN");
  }

  @Test
  void credentialsDoNotPrintTheKey() {
    Credentials credentials = selfSigned("shop");
    assertEquals("Credentials[CN=shop]", credentials.toString());
    assertThrows(IllegalArgumentException.class, () -> new Credentials(credentials.key(), List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Credentials(null, credentials.chain()));
    assertFalse(credentials.equals(selfSigned("shop")));
  }
}

package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.REVOKED;
import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;
import static io.conec.impl.identity.TestIdentities.CLOCK;
import static io.conec.impl.identity.TestIdentities.DAY;
import static io.conec.impl.identity.TestIdentities.assertRefused;
import static io.conec.impl.identity.TestIdentities.selfSigned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenyListTest {

  private final X509Certificate shop = selfSigned("shop").leaf();

  @Test
  void deniesIdsAndFingerprints() throws Exception {
    DenyList list =
      DenyList.parse("# stolen\ndepot # since May\n\n  sha256:" + Certificates.fingerprint(shop) + "\r\n");
    assertEquals(Set.of("depot"), list.ids());
    assertRefused(REVOKED, () -> list.check("depot", selfSigned("depot").leaf()));
    assertRefused(REVOKED, () -> list.check("shop", shop));
    list.check("shop", selfSigned("shop").leaf());
    list.check("Depot", selfSigned("Depot").leaf());
  }

  @Test
  void aCertificateThatNamesADeniedIdIsOfNoUseForAnother() throws Exception {
    X509Certificate both = SelfSigned.create(SubjectNames.hosts(List.of("shop", "depot")), DAY, CLOCK).leaf();
    assertRefused(REVOKED, () -> DenyList.parse("depot").check("shop", both));
  }

  @Test
  void takesFingerprintsAsOthersPrintThem() throws Exception {
    String hex = Certificates.fingerprint(shop);
    String colons = hex.toUpperCase(Locale.ROOT).replaceAll("..(?!$)", "$0:");
    for (String line : List.of(hex, "sha256:" + hex, "SHA256:" + colons, "sha256 Fingerprint=" + colons, colons)) {
      assertEquals(Set.of(hex), DenyList.parse(line).fingerprints(), line);
    }
    assertNull(DenyList.fingerprint(hex.substring(1)));
  }

  @Test
  void sixtyFourHexDigitsMayBeAnIdAsWell() throws Exception {
    String hex = Certificates.fingerprint(shop);
    assertEquals(Set.of(hex), DenyList.parse(hex).ids());
    assertEquals(Set.of(), DenyList.parse("sha256:" + hex).ids());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "shop\ndepot,store", "sha256:abc", "md5:00", "*", "shop/", "\uFEFFshop"})
  void aLineThatIsNeitherIsRefused(String text) {
    String message = assertRefused(UNUSABLE, () -> DenyList.parse(text));
    assertTrue(message.contains("Line " + (text.contains("\n") ? 2 : 1)), message);
  }
}

package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.REVOKED;
import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Denied ids and fingerprints, one per line; {@code #} begins a comment.
 *
 * @param ids          no client may have one of these ids, or a certificate that names one
 * @param fingerprints SHA-256 of certificates, as 64 lower-case hex digits
 */
public record DenyList(Set<String> ids, Set<String> fingerprints) {

  /** No client is denied. */
  public static final DenyList EMPTY = new DenyList(Set.of(), Set.of());

  /** The formats of this project, of {@code sha256sum} and of {@code openssl x509 -fingerprint -sha256}. */
  private static final Pattern FINGERPRINT =
    Pattern.compile("(?i)(sha256:|sha256 fingerprint=)?(\\p{XDigit}{64}|\\p{XDigit}{2}(?::\\p{XDigit}{2}){31})");

  /**
   * @throws IdentityException when a line is neither an id nor a fingerprint, and so would deny no client
   */
  public static DenyList parse(String text) {
    Set<String> ids = new HashSet<>();
    Set<String> fingerprints = new HashSet<>();
    List<String> lines = text.lines().toList();
    for (int number = 0; number < lines.size(); number++) {
      String entry = lines.get(number).replaceFirst("#.*", "").strip();
      String fingerprint = fingerprint(entry);
      if (fingerprint != null) {
        fingerprints.add(fingerprint);
      }
      if (PeerId.isValid(entry)) {
        // 64 hex digits without a prefix may be an id, too.
        ids.add(entry);
      } else if (fingerprint == null && !entry.isEmpty()) {
        throw new IdentityException(UNUSABLE, "Line " + (number + 1) + " of the deny list is neither an id nor "
          + "'sha256:' and the 64 hex digits of a fingerprint");
      }
    }
    return new DenyList(Set.copyOf(ids), Set.copyOf(fingerprints));
  }

  /**
   * @return the fingerprint in the form of {@link Certificates#fingerprint}, {@code null} when the text is not a
   * fingerprint
   */
  public static String fingerprint(String text) {
    Matcher matcher = FINGERPRINT.matcher(text);
    return matcher.matches() ? matcher.group(2).replace(":", "").toLowerCase(Locale.ROOT) : null;
  }

  void check(String id, X509Certificate leaf) {
    if (ids.contains(id)) {
      throw new IdentityException(REVOKED, "The id '" + id + "' is on the deny list");
    }
    if (!fingerprints.isEmpty() && fingerprints.contains(Certificates.fingerprint(leaf))) {
      throw new IdentityException(REVOKED, "The certificate is on the deny list");
    }
    if (!ids.isEmpty() && Certificates.dnsNames(leaf).stream().anyMatch(ids::contains)) {
      throw new IdentityException(REVOKED, "The certificate names an id that is on the deny list");
    }
  }
}

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
 * Ids and fingerprints that are not let in, one a line; {@code #} begins a comment.
 *
 * @param ids          nobody may be one of these, nor have a certificate that names one
 * @param fingerprints SHA-256 of certificates, as 64 lower-case hex digits
 */
public record DenyList(Set<String> ids, Set<String> fingerprints) {

  /** Nobody is denied. */
  public static final DenyList EMPTY = new DenyList(Set.of(), Set.of());

  /** As this project, {@code sha256sum} and {@code openssl x509 -fingerprint -sha256} print it. */
  private static final Pattern FINGERPRINT =
    Pattern.compile("(?i)(sha256:|sha256 fingerprint=)?(\\p{XDigit}{64}|\\p{XDigit}{2}(?::\\p{XDigit}{2}){31})");

  /**
   * @throws IdentityException when a line is neither an id nor a fingerprint: it would deny nobody
   */
  public static DenyList parse(String text) throws IdentityException {
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
        // 64 hex digits without a prefix can be either.
        ids.add(entry);
      } else if (fingerprint == null && !entry.isEmpty()) {
        throw new IdentityException(UNUSABLE, "Line " + (number + 1) + " of the deny list is neither an id nor "
          + "'sha256:' and the 64 hex digits of a fingerprint");
      }
    }
    return new DenyList(Set.copyOf(ids), Set.copyOf(fingerprints));
  }

  /**
   * @return the fingerprint as {@link Certificates#fingerprint} writes it, {@code null} when the text is none
   */
  public static String fingerprint(String text) {
    Matcher matcher = FINGERPRINT.matcher(text);
    return matcher.matches() ? matcher.group(2).replace(":", "").toLowerCase(Locale.ROOT) : null;
  }

  void check(String id, X509Certificate leaf) throws IdentityException {
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

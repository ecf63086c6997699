package io.conec.impl.identity;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Which clients are refused although their certificates prove their ids.
 *
 * @param denyList what the operator has written down
 * @param lists    what the client CAs have revoked
 */
public record Revocations(DenyList denyList, List<RevocationList> lists) {

  /** Nobody is revoked. */
  public static final Revocations NONE = new Revocations(DenyList.EMPTY, List.of());

  /** A few look-ups in hash tables: fit for an event loop. */
  public void check(String id, List<X509Certificate> chain) throws IdentityException {
    denyList.check(id, chain.get(0));
    for (RevocationList list : lists) {
      for (X509Certificate certificate : chain) {
        list.check(certificate);
      }
    }
  }
}

package io.conec.impl.identity;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The clients that are refused although their certificates are valid.
 *
 * @param denyList the deny list of the operator
 * @param lists    the CRLs of the client CAs
 */
public record Revocations(DenyList denyList, List<RevocationList> lists) {

  /** No client is revoked. */
  public static final Revocations NONE = new Revocations(DenyList.EMPTY, List.of());

  /** A few look-ups in hash tables, so it may run on an event loop. */
  public void check(String id, List<X509Certificate> chain) {
    denyList.check(id, chain.get(0));
    for (RevocationList list : lists) {
      for (X509Certificate certificate : chain) {
        list.check(certificate);
      }
    }
  }
}

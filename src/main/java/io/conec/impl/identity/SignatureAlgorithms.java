package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.WEAK_SIGNATURE;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Set;

/**
 * The accepted signature algorithms of certificates: those of the CA/Browser Forum's Baseline Requirements, section
 * 7.1.3.2, and EdDSA. All others are refused, even if the settings of the JVM allow them.
 */
final class SignatureAlgorithms {

  /** RSA (RFC 8017, appendix A.2.4) and ECDSA (RFC 5758) with SHA-256, SHA-384 and SHA-512; EdDSA (RFC 8410). */
  private static final Set<String> STRONG = Set.of(
    "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13",
    "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
    "1.3.101.112", "1.3.101.113");

  private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

  private static final Set<String> STRONG_PSS_HASHES = Set.of("SHA-256", "SHA-384", "SHA-512");

  private SignatureAlgorithms() {
  }

  static void requireStrong(X509Certificate certificate) {
    String algorithm = certificate.getSigAlgOID();
    boolean pss = algorithm.equals(RSASSA_PSS);
    if (pss ? !hasStrongPssHash(certificate.getSigAlgParams()) : !STRONG.contains(algorithm)) {
      throw new IdentityException(WEAK_SIGNATURE, "A certificate is signed with " + certificate.getSigAlgName()
        + ", which is not accepted: use RSA or ECDSA with SHA-256 or better");
    }
  }

  private static boolean hasStrongPssHash(byte[] encoded) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(encoded);
      return STRONG_PSS_HASHES.contains(parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
    } catch (IOException | GeneralSecurityException | NullPointerException e) {
      return false;
    }
  }
}

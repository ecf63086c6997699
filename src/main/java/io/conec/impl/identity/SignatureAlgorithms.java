package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.WEAK_SIGNATURE;

import java.security.cert.X509Certificate;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The algorithms that a certificate may be signed with: those of the CA/Browser Forum's Baseline Requirements, section
 * 7.1.3.2, and EdDSA. Everything else is refused, whatever the settings of the JVM allow.
 */
final class SignatureAlgorithms {

  private static final Set<ASN1ObjectIdentifier> STRONG = Set.of(
    PKCSObjectIdentifiers.sha256WithRSAEncryption,
    PKCSObjectIdentifiers.sha384WithRSAEncryption,
    PKCSObjectIdentifiers.sha512WithRSAEncryption,
    X9ObjectIdentifiers.ecdsa_with_SHA256,
    X9ObjectIdentifiers.ecdsa_with_SHA384,
    X9ObjectIdentifiers.ecdsa_with_SHA512,
    EdECObjectIdentifiers.id_Ed25519,
    EdECObjectIdentifiers.id_Ed448);

  private static final Set<ASN1ObjectIdentifier> STRONG_PSS_HASHES = Set.of(
    NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, NISTObjectIdentifiers.id_sha512);

  private SignatureAlgorithms() {
  }

  static void requireStrong(X509Certificate certificate) throws IdentityException {
    ASN1ObjectIdentifier algorithm = new ASN1ObjectIdentifier(certificate.getSigAlgOID());
    boolean pss = algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS);
    if (pss ? !hasStrongPssHash(certificate.getSigAlgParams()) : !STRONG.contains(algorithm)) {
      throw new IdentityException(WEAK_SIGNATURE, "A certificate is signed with " + certificate.getSigAlgName()
        + ", which is not accepted: use RSA or ECDSA with SHA-256 or better");
    }
  }

  private static boolean hasStrongPssHash(byte[] parameters) {
    try {
      return STRONG_PSS_HASHES.contains(
        RSASSAPSSparams.getInstance(parameters).getHashAlgorithm().getAlgorithm());
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      return false;
    }
  }
}

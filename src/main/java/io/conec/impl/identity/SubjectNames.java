package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import java.net.IDN;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.util.IPAddress;

/**
 * The names of a certificate. Verification uses only the subject alternative names; the common name is for users.
 */
public final class SubjectNames {

  /** The longest common name: ub-common-name of RFC 5280, appendix A.1. */
  static final int MAX_COMMON_NAME = 64;

  private final String commonName;
  private final List<GeneralName> alternativeNames;

  private SubjectNames(String commonName, List<GeneralName> alternativeNames) {
    this.commonName = commonName;
    this.alternativeNames = List.copyOf(alternativeNames);
  }

  /** The id of a peer, always as {@code dNSName}, even if it looks like an IP address. */
  public static SubjectNames peer(String id) {
    return new SubjectNames(PeerId.check(id), List.of(new GeneralName(GeneralName.dNSName, id)));
  }

  /**
   * The host names ({@code dNSName}, may be internationalized or start with {@code *.}) and IP addresses ({@code
   * iPAddress}) of a Coordinator.
   *
   * @throws IllegalArgumentException when there is none, or one is neither a host name nor an IP address
   */
  public static SubjectNames hosts(List<String> hosts) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("A Coordinator's certificate needs at least one host name or IP address");
    }
    List<GeneralName> names = new ArrayList<>();
    for (String host : hosts) {
      names.add(IPAddress.isValid(host)
        ? new GeneralName(GeneralName.iPAddress, host)
        : new GeneralName(GeneralName.dNSName, hostName(host)));
    }
    return new SubjectNames(hosts.get(0), names);
  }

  /**
   * The names of an earlier certificate.
   *
   * @throws IdentityException when it has no subject alternative name
   */
  public static SubjectNames of(X509Certificate certificate) {
    try {
      X509CertificateHolder holder = new JcaX509CertificateHolder(certificate);
      GeneralNames names = GeneralNames.fromExtensions(holder.getExtensions(), Extension.subjectAlternativeName);
      RDN[] commonNames = holder.getSubject().getRDNs(BCStyle.CN);
      if (names == null || commonNames.length == 0) {
        throw new IdentityException(UNUSABLE, "The certificate has no subject alternative name or no common name");
      }
      return new SubjectNames(IETFUtils.valueToString(commonNames[0].getFirst().getValue()),
        List.of(names.getNames()));
    } catch (CertificateEncodingException e) {
      throw new IdentityException(UNUSABLE, "The certificate cannot be read: " + e.getMessage(), e);
    }
  }

  private static String hostName(String host) {
    String ascii;
    try {
      ascii = IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Not a host name: " + host, e);
    }
    if (!PeerId.isValid(ascii.startsWith("*.") ? ascii.substring(2) : ascii)) {
      throw new IllegalArgumentException("Neither a host name nor an IP address: " + host);
    }
    return ascii;
  }

  X500Name distinguishedName() {
    return new X500NameBuilder().addRDN(BCStyle.CN, truncate(commonName)).build();
  }

  GeneralNames alternativeNames() {
    return new GeneralNames(alternativeNames.toArray(new GeneralName[0]));
  }

  static String truncate(String commonName) {
    return commonName.length() <= MAX_COMMON_NAME ? commonName : commonName.substring(0, MAX_COMMON_NAME);
  }
}

package io.conec.cli;

import io.conec.cli.IssuedCertificate.State;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.Pem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Revokes certificates. */
@Command(
  name = "revoke",
  header = "Revoke certificates.",
  description = {
    "Adds certificates to the CRL of the authority, the file crl.pem in its directory. A Coordinator that was started "
      + "with --crl crl.pem immediately cuts their owners off, and refuses them afterwards.",
    "The file is replaced as a whole. When the Coordinator has a copy of it, copy it again."
  },
  footer = {
    "",
    "Examples:",
    "  conec ca revoke depot --ca ca",
    "  conec ca revoke --fingerprint sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --ca ca",
    "  conec ca revoke --certificate depot.pem --ca ca"
  })
final class CaRevokeCommand implements Callable<Integer> {

  @ArgGroup(multiplicity = "1")
  private Which which;

  @Option(names = "--ca", paramLabel = "DIR", required = true, description = "Where 'conec ca init' put its files.")
  private Path ca;

  @Mixin
  private CommonOptions common;

  private static final class Which {

    @Parameters(paramLabel = "ID", arity = "0..1", converter = Converters.Id.class,
      description = "All certificates that were issued under this id and are still valid.")
    private String id;

    @Option(names = "--fingerprint", paramLabel = "SHA256", converter = Converters.Fingerprint.class,
      description = "The certificate with this fingerprint, as 'conec ca list' and a Coordinator print it.")
    private String fingerprint;

    @Option(names = "--certificate", paramLabel = "FILE", description = "The certificate in this file (PEM).")
    private Path file;
  }

  @Override
  public Integer call() throws IOException {
    Output output = common.open();
    CertificateAuthority authority = CaFiles.read(ca);
    List<X509Certificate> revoked = new CaRecords(ca).revoke(authority, certificates(authority.certificate()));
    List<String> fingerprints = revoked.stream().map(Certificates::fingerprint).toList();
    Path list = CaFiles.revocationList(ca).toAbsolutePath().normalize();
    output.event("revoked", new JsonObject()
        .put("fingerprints", new JsonArray(fingerprints))
        .put("crl", list.toString()),
      (revoked.isEmpty() ? "was revoked before" : "revoked  " + String.join("\nrevoked  ", fingerprints))
        + "\nCRL      " + list + "  (for the Coordinator's --crl)");
    return 0;
  }

  private List<X509Certificate> certificates(X509Certificate authority) throws IOException {
    if (which.file != null) {
      return List.of(read(authority));
    } else if (which.fingerprint != null) {
      return recorded(issued -> issued.fingerprint().equals(which.fingerprint), "with the fingerprint "
        + which.fingerprint);
    }
    Instant now = Instant.now();
    return recorded(issued -> issued.name().equals(which.id) && issued.state(now) != State.EXPIRED,
      "for " + which.id + " that is valid");
  }

  private List<X509Certificate> recorded(Predicate<IssuedCertificate> meant, String what) throws IOException {
    List<X509Certificate> certificates = new CaRecords(ca).all().stream()
      .filter(meant).map(IssuedCertificate::certificate).toList();
    if (certificates.isEmpty()) {
      throw new CommandException("no certificate " + what + " is on record in " + ca
        + ": 'conec ca list' shows them; one that was issued elsewhere can be given with --certificate FILE");
    }
    return certificates;
  }

  private X509Certificate read(X509Certificate authority) throws IOException {
    try {
      X509Certificate certificate = Pem.certificates(Files.readString(which.file)).get(0);
      certificate.verify(authority.getPublicKey());
      return certificate;
    } catch (IdentityException e) {
      throw new CommandException("cannot read the certificate in " + which.file + ": " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new CommandException("the certificate in " + which.file + " was not issued by the authority in " + ca, e);
    }
  }
}

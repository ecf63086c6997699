package io.conec.cli;

import io.conec.cli.IssuedCertificate.State;
import io.conec.impl.identity.SubjectNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;

/** Issues a certificate for the names of an earlier one. */
@Command(
  name = "renew",
  header = "Renew a certificate.",
  description = {
    "Writes ID.pem and ID.key anew, for the names of the newest certificate that was issued under this ID, with a new "
      + "key. A process that was started with these files takes the new ones without a restart.",
    "The old certificate stays valid until its end: revoke it by its fingerprint if it must not be used any more."
  },
  footer = {
    "",
    "Examples:",
    "  conec ca renew depot --ca ca",
    "  conec ca renew coordinator --ca ca --out /etc/conec --days 90"
  })
final class CaRenewCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ID", converter = Converters.Id.class,
    description = "Id that was given to 'conec ca issue'.")
  private String id;

  @Mixin
  private CaIssuing issuing;

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Output output = common.open();
    IssuedCertificate last = issuing.records().all().stream()
      .filter(issued -> issued.name().equals(id))
      .findFirst()
      .orElseThrow(() -> new CommandException("no certificate was issued for " + id + ": make one with 'conec ca issue "
        + id + "'"));
    if (last.state(Instant.now()) == State.REVOKED) {
      throw new CommandException("the certificate of " + id + " was revoked at " + last.revokedAt()
        + ": if it may have another one, make it with 'conec ca issue " + id + "'");
    }
    issuing.issue(id, SubjectNames.of(last.certificate()), output);
    return 0;
  }
}

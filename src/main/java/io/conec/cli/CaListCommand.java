package io.conec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the certificates of an authority. */
@Command(
  name = "list",
  header = "List the certificates that were issued.",
  description = "Prints the id, the state (valid, expired or revoked), the end and the fingerprint of each.",
  footer = {
    "",
    "Examples:",
    "  conec ca list --ca ca",
    "  conec ca list --ca ca --json | jq -r 'select(.state == \"valid\").id'"
  })
final class CaListCommand implements Callable<Integer> {

  @Option(names = "--ca", paramLabel = "DIR", required = true, description = "Where 'conec ca init' put its files.")
  private Path ca;

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Output output = common.open();
    CaFiles.requireAuthority(ca);
    List<IssuedCertificate> all = new CaRecords(ca).all();
    int width = all.stream().mapToInt(issued -> issued.name().length()).max().orElse(0);
    Instant now = Instant.now();
    for (IssuedCertificate issued : all) {
      output.event("certificate", issued.toJson(now), String.format("%-" + width + "s  %-7s  until %s  sha256:%s",
        issued.name(), issued.state(now), issued.validUntil(), issued.fingerprint()));
    }
    if (all.isEmpty()) {
      output.note("conec: no certificate is on record in " + ca);
    }
    return 0;
  }
}

package io.conec.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The parent of the commands for a certificate authority. */
@Command(
  name = "ca",
  header = "Make a certificate authority, and issue, renew and revoke certificates.",
  subcommands = {
    CaInitCommand.class, CaIssueCommand.class, CaRenewCommand.class, CaRevokeCommand.class, CaListCommand.class
  },
  synopsisSubcommandLabel = "COMMAND",
  footer = {
    "",
    "Examples:",
    "  conec ca init ca",
    "  conec ca issue coordinator --host conec.example.com --ca ca",
    "  conec ca issue depot --ca ca",
    "  conec coordinator --cert coordinator.pem --key coordinator.key --client-ca ca/ca.pem --crl ca/crl.pem",
    "  conec ca revoke depot --ca ca"
  })
final class CaCommand implements Runnable {

  @Spec
  private CommandSpec spec;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
  private boolean help;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: init, issue, renew, revoke or list");
  }
}

package io.conec.cli;

import io.conec.impl.identity.PeerId;
import io.conec.impl.identity.SubjectNames;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Issues a certificate. */
@Command(
  name = "issue",
  header = "Make a certificate for a peer or a Coordinator.",
  description = {
    "Writes ID.pem and ID.key. With --host the certificate is for a Coordinator with these host names, and ID is only "
      + "the name of the files. Nothing is overwritten.",
    "Do not give a peer an id that is the host name of a Coordinator: it could impersonate the Coordinator."
  },
  footer = {
    "",
    "Examples:",
    "  conec ca issue depot --ca ca",
    "  conec ca issue depot --ca ca --out /etc/conec --days 90",
    "  conec ca issue coordinator --host conec.example.com --host 203.0.113.7 --ca ca"
  })
final class CaIssueCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "Id of the peer: letters, digits, '-', '.' and '_'.")
  private String id;

  @Option(names = "--host", paramLabel = "NAME", split = ",",
    description = "Host name or IP address of a Coordinator; repeat it for several.")
  private List<String> hosts;

  @Mixin
  private CaIssuing issuing;

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Output output = common.open();
    SubjectNames names = names();
    SecretFiles.requireAbsent(issuing.certificateFile(id), issuing.keyFile(id));
    issuing.issue(id, names, output);
    return 0;
  }

  private SubjectNames names() {
    try {
      PeerId.check(id);
      return hosts == null ? SubjectNames.peer(id) : SubjectNames.hosts(hosts);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}

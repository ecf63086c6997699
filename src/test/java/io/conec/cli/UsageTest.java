package io.conec.cli;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UsageTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Invocation invocation = ConecCommand.invocation(out, err);

  private int execute(String... arguments) {
    return Conec.run(invocation, arguments);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "frobnicate|frobnicate|conec --help",
    "ca|init, issue, renew|conec ca --help",
    "ca issue depot|--ca|conec ca issue --help",
    "serve|ADDRESS|conec serve --help",
    "request depot|ADDRESS|conec request --help",
    "request depot greeting --type xml|xml|conec request --help",
    "request depot greeting --count many|many|conec request --help",
    "ping depot --interval 5y|500ms|conec ping --help",
    "coordinator --port http|http|conec coordinator --help",
    "pipe|PEER|conec pipe --help",
    "listen --log-level loud|loud|conec listen --help",
    "request depot greeting --timeout 0|'--timeout'|conec request --help",
    "ping depot --timeout 0.4ms|1ms|conec ping --help",
    "ping depot --path sideways|RELAY|conec ping --help",
    "serve greeting --exclude-network 10.0.0.0/99|172.17.0.0/16|conec serve --help",
    "ping depot --count -1|--count|conec ping --help",
    "send depot greeting --count 0|--count|conec send --help",
    "coordinator --status-interval 0.1ms|'--status-interval'|conec coordinator --help",
    "pipe ../depot|U+002F|conec pipe --help",
    "serve greeting --id a/b|U+002F|conec serve --help",
    "listen --from shop,a/b|U+002F|conec listen --help",
    "broadcast|NAME|conec broadcast --help",
    "broadcast news --read-only --send-only|exclusive|conec broadcast --help",
    "broadcast news --count --read-only|exclusive|conec broadcast --help",
    "broadcast news --send-only --messages 1|--messages|conec broadcast --help",
    "broadcast news --messages -1|--messages|conec broadcast --help",
    "broadcast news --overflow spill|drop-oldest|conec broadcast --help",
    "broadcast news --buffer 0|--buffer|conec broadcast --help",
    "broadcast news --path relay|--path|conec broadcast --help",
    "coordinator --broadcast-rule news|news=depot:rw|conec coordinator --help",
    "coordinator --broadcast-rule news=a/b:r|U+002F|conec coordinator --help",
    "coordinator --peer-rule shop|shop=depot|conec coordinator --help",
    "coordinator --peer-rule shop=a/b|U+002F|conec coordinator --help",
    "peers gateway-(|regular expression|conec peers --help",
    "coordinator --max-broadcasts -1|--max-broadcasts: must|conec coordinator --help",
    "coordinator --port 80000|--port: must|conec coordinator --help",
    "coordinator --max-clients 0|--max-clients: must|conec coordinator --help",
    "coordinator --max-broadcast-message-size 0|--max-broadcast-message-size: must|conec coordinator --help",
    "coordinator --broadcast-stall-timeout 1ms|--broadcast-stall-timeout: must|conec coordinator --help",
    "coordinator --cluster host:|'host:' is not host[:port]|conec coordinator --help",
    "coordinator --cluster host:65536|'host:65536' is not host[:port]|conec coordinator --help",
    "coordinator --cluster multicast|--cluster-host|conec coordinator --help",
    "coordinator --cluster multicast,host|exclude each other|conec coordinator --help",
    "coordinator --cluster host --cluster-port 0|--cluster-port: must|conec coordinator --help",
    "coordinator --cluster-port 5701|give --cluster|conec coordinator --help",
    "coordinator --node-host host|give --cluster|conec coordinator --help",
    "serve greeting --from ,|'--from'|conec serve --help",
    "listen --from ,|'--from'|conec listen --help",
    "coordinator --name ,|'--name'|conec coordinator --help",
    "ping depot --coordinator ,|'--coordinator'|conec ping --help",
    "ca --json init ca|--json|conec ca --help"
  })
  void aUsageErrorIsOneLineThatNamesTheMistakeAndTheHelp(String line, String wrong, String help) {
    assertUsageError(wrong, help, line.split(" "));
  }

  @Test
  void optionsThatTheLibraryRefusesAreUsageErrors() {
    assertUsageError("must not be empty", "conec serve --help", "serve", "");
    assertUsageError("must not be empty", "conec request --help", "request", "depot", "");
    assertUsageError("1024", "conec publish --help", "publish", "depot", "a".repeat(1025));
    assertUsageError("253", "conec ping --help", "ping", "a".repeat(254));
    assertUsageError("control characters", "conec broadcast --help", "broadcast", "a\nb");
    assertUsageError("255", "conec broadcast --help", "broadcast", "a".repeat(256));
    assertUsageError("'--protocol'", "conec pipe --help", "pipe", "depot", "--protocol", "p".repeat(256));
    assertUsageError("--max-datagram-size: must be", "conec ping --help", "ping", "depot", "--max-datagram-size",
      "1199");
    assertUsageError("--max-datagram-size: must be", "conec coordinator --help", "coordinator", "--max-datagram-size",
      "65499");
    assertUsageError("255", "conec listen --help", "listen", "--protocol", "p".repeat(256));
  }

  private void assertUsageError(String wrong, String help, String... arguments) {
    out.reset();
    err.reset();
    assertEquals(2, execute(arguments), err.toString());
    assertEquals("", out.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(wrong), err.toString());
    assertTrue(err.toString().contains("'" + help + "'"), err.toString());
  }

  @Test
  void scriptsGetAUsageErrorAsJson() {
    assertEquals(2, execute("ping", "depot", "--count", "-1", "--json"));
    JsonObject failed = new JsonObject(err.toString());
    assertEquals("USAGE", failed.getString("error"));
    assertTrue(failed.getString("message").contains("--count"), failed.encode());
  }

  @Test
  void noCommandIsAUsageError() {
    assertEquals(2, execute());
    assertEquals("conec: a command is missing (see 'conec --help')", err.toString().strip());
  }

  static List<String> commands() {
    List<String> commands = new ArrayList<>();
    Conec.commandLine(ConecCommand.invocation(null, null)).getSubcommands().forEach((name, command) -> {
      if (!name.equals("help")) {
        commands.add(name);
        command.getSubcommands().keySet().forEach(subcommand -> commands.add(name + " " + subcommand));
      }
    });
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithExamples(String command) {
    assertEquals(0, execute((command + " --help").split(" ")));
    assertTrue(out.toString().contains("Usage: conec " + command), out.toString());
    assertTrue(out.toString().contains("Examples:\n  conec " + command), out.toString());
    assertTrue(command.equals("ca") || out.toString().contains("--json"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void versionNamesTheCommand() {
    assertEquals(0, execute("--version"));
    assertTrue(out.toString().startsWith("conec "), out.toString());
  }
}

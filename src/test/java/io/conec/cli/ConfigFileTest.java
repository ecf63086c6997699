package io.conec.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The files of {@code --config}. */
class ConfigFileTest {

  @TempDir
  private Path directory;

  private void write(String file, String json) throws Exception {
    Files.writeString(directory.resolve(file), json);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "coordinator|{'clientTrustOptions':{'certPaths':['ca.pem']}}|clientTrustOptions.certPaths: unknown",
    "coordinator|{'broadcastLimits':{'stallTimeout':'soon'}}|broadcastLimits.stallTimeout: 'soon' is not a duration",
    "coordinator|{'port':1719,'port':1720}|Duplicate field 'port' in line 1, column 20 (see",
    "coordinator|{'port':1719|not a JSON object",
    "coordinator|{'port':1719,}|in line 1, column 14 (see",
    "coordinator|{'clustered':'yes'}|clustered: expected",
    "coordinator|[]|not a JSON object",
    "coordinator|null|not a JSON object",
    "serve a|{'exports':[{'address':'a','peers':'office'}]}|exports[0].peers: expected an array of strings, found a",
    "serve a|{'client':{'pathOptions':{'pathPolicy':'relay'}}}|client.pathOptions.pathPolicy: expected one of AUTO",
    "serve a|{'client':null}|client: expected an object, found null",
    "serve a|{'clients':{}}|clients: unknown"
  })
  void aMistakeIsAUsageErrorThatNamesTheFileAndThePlace(String command, String json, String message) throws Exception {
    Path file = Files.writeString(directory.resolve("conec.json"), json.replace('\'', '"'));
    String error = ConecCommand.fail(2, (command + " --config " + file).split(" "));
    assertTrue(error.startsWith("conec: --config " + file + ": "), error);
    assertTrue(error.contains(message), error);
  }

  @Test
  void aFileThatCannotBeReadIsAUsageErrorThatSaysWhy() throws Exception {
    assertUnreadable("missing.json", "there is no file missing.json");
    assertUnreadable(directory.toString(), directory + " is a directory, a file is expected");
    Path latin = Files.write(directory.resolve("latin.json"), new byte[] {'"', (byte) 0xE4, '"'});
    assertUnreadable(latin.toString(), "cannot read the file " + latin + " as text in UTF-8");
  }

  private static void assertUnreadable(String file, String why) throws Exception {
    String error = ConecCommand.fail(2, "coordinator", "--config", file);
    assertTrue(error.startsWith("conec: --config: " + why), error);
  }

  /** A node that does not look for others would be one that nobody finds. */
  @Test
  void aClusteredCoordinatorNeedsToKnowWhereTheOthersAre() throws Exception {
    write("conec.json", new JsonObject().put("clustered", true).encode());
    String error = ConecCommand.fail(2, "coordinator", "--config", directory.resolve("conec.json").toString());
    assertTrue(error.startsWith("conec: 'clustered' needs --cluster"), error);
  }

  /** Names and the limit come from the file, the port from the command line. */
  @Test
  void theCommandLineOverridesTheFile() throws Exception {
    write("coordinator.json", new JsonObject().put("port", 1).put("host", "127.0.0.1").put("idleTimeout", "10s")
      .put("serverNames", new JsonArray().add("localhost"))
      .put("broadcastLimits", new JsonObject().put("maxBroadcasts", 0)).encode());
    try (ConecCommand coordinator = ConecCommand.start(directory, "coordinator", "--json", "--config",
      directory.resolve("coordinator.json").toString(), "--port", "0")) {
      JsonObject listening = coordinator.event("listening");
      assertEquals("127.0.0.1", listening.getString("host"));
      String address = listening.getString("coordinator");
      assertTrue(address.startsWith("localhost:"), address);
      JsonObject client = new JsonObject().put("id", "depot").put("coordinators", new JsonArray().add("localhost:1"))
        .put("pemTrustOptions", new JsonObject().put("certPaths", new JsonArray().add(listening.getString("trust"))));
      write("depot.json", new JsonObject().put("client", client).put("exports", new JsonArray()
        .add(new JsonObject().put("address", "greeting").put("peers", new JsonArray().add("shop")))).encode());
      try (ConecCommand depot = ConecCommand.start(directory, "serve", "greeting", "--json", "--config",
        directory.resolve("depot.json").toString(), "--coordinator", address)) {
        assertEquals("depot", depot.event("serving").getString("id"));
        String[] request = {"request", "depot", "greeting", "hello", "--coordinator", address, "--trust",
          listening.getString("trust"), "--id"};
        assertEquals("hello", ConecCommand.run(0, with(request, "shop")).get(0));
        assertTrue(ConecCommand.fail(1, with(request, "stranger")).contains("not export"));
      }
      String refused = ConecCommand.fail(1, "broadcast", "news", "--send-only", "--coordinator", address,
        "--trust", listening.getString("trust"));
      assertTrue(refused.contains("maxBroadcasts"), refused);
    }
  }

  private static String[] with(String[] arguments, String last) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last;
    return all;
  }
}
